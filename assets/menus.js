/* Menus of the header: they close by Escape, by a click elsewhere and by a choice; own days are
   chosen with the browser's date inputs, which speak the browser's language. */
(function (root) {
  "use strict";

  /* The address of two days, both included: the period's end is the day after the last. */
  function daysAddress(template, first, last) {
    const after = new Date(last + "T00:00:00Z");
    after.setUTCDate(after.getUTCDate() + 1);
    return template.replace("FIRST", first).replace("AFTER", after.toISOString().slice(0, 10));
  }

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

  /* Fills an empty form when its menu opens. */
  function onToggle(event) {
    const form = event.target.open && event.target.querySelector("form.days");
    if (!form) return;
    const [first, last, apply] = JSON.parse(form.dataset.labels);
    form.replaceChildren(
      dateInput(first, form.dataset.first), dateInput(last, form.dataset.last), button(apply));
    form.querySelector("input").focus();
  }

  function dateInput(label, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "date", required: true, value: value });
    const said = document.createElement("label");
    said.append(label, input);
    return said;
  }

  function button(label) {
    const made = document.createElement("button");
    Object.assign(made, { type: "submit", className: "button", textContent: label });
    return made;
  }

  function onSubmit(event) {
    const form = event.target.closest("form.days");
    if (!form) return;
    event.preventDefault();
    const days = Array.from(form.querySelectorAll("input"), function (input) { return input.value; }).sort();
    closeMenus(null);
    navigate(root.onescreen.address.keepOpen(daysAddress(form.dataset.href, days[0], days[1]), window.location.search));
  }

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    document.addEventListener("toggle", onToggle, true);
    document.addEventListener("submit", onSubmit, true);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    menus: { start: start, daysAddress: daysAddress }, navigate: navigate,
  });
})(typeof window === "undefined" ? globalThis : window);
