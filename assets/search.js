/* The search box of the header: what is typed is asked for by Enter alone, and stays over every
   refresh until the address says something else. */
(function (root) {
  "use strict";

  let shown = null; // the text of the address that the box was last filled with

  function field() {
    return document.querySelector(".search input");
  }

  /* The text of a search as the address has it; null: none. */
  function said(text) {
    return text.trim() || null;
  }

  /* Fills the box with what the address asks for; what is being typed stays until that changes. */
  function follow() {
    const wanted = root.onescreen.address.value("q") || "";
    const box = field();
    if (!box || (wanted === shown && (box.value === wanted || box === document.activeElement))) return;
    shown = box.value = wanted;
  }

  /* What the box says is what the address comes to say: when that changes again, as by going back, it follows. */
  function ask(text) {
    shown = field().value = said(text) || "";
    if (said(text) !== root.onescreen.address.value("q")) root.onescreen.address.go({ q: said(text) });
  }

  function onSubmit(event) {
    if (!event.target.matches(".search")) return;
    event.preventDefault();
    ask(field().value);
  }

  function onClick(event) {
    if (!event.target.closest(".search button")) return;
    field().value = "";
    ask("");
    field().focus();
  }

  /* Escape leaves the box, with what is asked for in it. */
  function onKey(event) {
    if (event.key !== "Escape" || event.target !== field()) return;
    event.preventDefault();
    field().value = shown || "";
    field().blur();
  }

  function start() {
    document.addEventListener("submit", onSubmit);
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    root.onescreen.keys.add("/", "keys.search", function () { field().select(); });
  }

  root.onescreen = Object.assign(root.onescreen || {}, { search: { start: start, follow: follow, said: said } });
})(typeof window === "undefined" ? globalThis : window);
