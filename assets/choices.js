/* The choices of the filter: a panel under the header that is asked for when it opens, and again when
   the address changes or a new version is shown while it is open. */
(function (root) {
  "use strict";

  const PATIENCE = 20000; // milliseconds for one answer
  let asked = ""; // the address and version that the panel shows
  let flight = null;

  function panel() {
    return document.getElementById("choices");
  }

  function button() {
    return document.querySelector("[data-choices]");
  }

  function isOpen() {
    return Boolean(panel()) && !panel().hidden;
  }

  function set(open) {
    panel().hidden = !open;
    if (button()) button().setAttribute("aria-expanded", String(open));
    if (!open) return;
    asked = "";
    follow().then(function () {
      const first = isOpen() && panel().querySelector("a");
      if (first) first.focus({ preventScroll: true });
    });
  }

  /* Shows the choices of the present address and version, where the panel is open. What failed is said,
     and asked for again with the next version, or when the panel is opened again. */
  function follow() {
    const wanted = root.onescreen.address.screen() + "|" + root.onescreen.state.version;
    if (!isOpen() || asked === wanted) return Promise.resolve();
    if (flight) flight.abort();
    const mine = flight = new AbortController();
    const giveUp = setTimeout(function () { mine.abort(); }, PATIENCE);
    asked = wanted;
    return window.fetch("/choices" + root.onescreen.address.screen(), { signal: mine.signal, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) throw new Error("status " + response.status);
        return response.json();
      })
      .then(function (answer) {
        if (flight === mine) root.onescreen.draw.draw("choices", answer.children);
      })
      .catch(function () { if (flight === mine) panel().textContent = button().dataset.failed; })
      .finally(function () { clearTimeout(giveUp); });
  }

  function onClick(event) {
    if (event.target.closest("[data-choices]")) return void set(!isOpen());
    if (isOpen() && !event.target.closest("#choices, .chip")) set(false);
  }

  function onKey(event) {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    if (button()) button().focus();
  }

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { choices: { start: start, follow: follow } });
})(typeof window === "undefined" ? globalThis : window);
