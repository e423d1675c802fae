/* Menus of the header: they close by Escape, by a click elsewhere and by a choice. */
(function (root) {
  "use strict";

  /* Goes to an address of this page as dcc.Link does; `state` is what its place in the history knows. */
  function navigate(href, state) {
    window.history.pushState(state || {}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  function onClick(event) {
    const menu = event.target.closest("details.menu");
    const link = event.target.closest("a");
    closeMenus(link ? null : menu);
    if (link && link.matches("[data-here]") && plainly(event)) {
      event.preventDefault();
      lead(link);
    }
  }

  /* Another screen begins at its top; a filter of the header leaves open what is open over it. */
  function lead(link) {
    const own = root.onescreen.address;
    const href = link.getAttribute("href");
    const before = own.screen();
    navigate(link.closest(".top") ? own.keepOpen(href, window.location.search) : href);
    if (own.screen() !== before) window.scrollTo(0, 0);
  }

  /* Any other click on a link is the browser's: a new tab, say. */
  function plainly(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    closeMenus(null);
    open.querySelector("summary").focus();
  }

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    menus: { start: start }, navigate: navigate,
  });
})(typeof window === "undefined" ? globalThis : window);
