/* One incident beside all else: `case=SOURCE:NUMBER` in the address opens it. It is asked for when the
   address changes, and again when a newer instant is shown while it is open. */
(function (root) {
  "use strict";

  const PATIENCE = 20000; // milliseconds for one answer
  const PACE = 3000; // between two questions about the same case
  let open = null; // the case that is shown, as the address names it
  let asked = ""; // the address and the instant that were asked for last
  let askedAt = 0;
  let flight = null;
  let origin = null; // where the focus came from

  function drawer() {
    return document.getElementById("case");
  }

  function content() {
    return document.getElementById("case-content");
  }

  function wantedCase() {
    return root.onescreen.address.value("case");
  }

  /* What is shown of which instant: beside the case the filter, language and theme of the address. */
  function wanted() {
    const { address, state } = root.onescreen;
    return address.changed(address.screen(), { case: wantedCase() }) + "|" + state.version + "|" + state.as_of;
  }

  /* Opens, closes or changes what is open as the address says. */
  function onAddress() {
    const named = wantedCase();
    if (named === open) return follow();
    if (named !== null && !drawer().contains(document.activeElement)) origin = document.activeElement;
    open = named;
    root.onescreen.caseMap.clear();
    if (named === null) return close();
    drawer().hidden = false;
    document.documentElement.classList.add("has-case");
    place();
    root.onescreen.draw.draw("case-content", []);
    content().append(waiting());
    content().scrollTop = 0;
    drawer().focus({ preventScroll: true });
    asked = "";
    return ask();
  }

  function waiting() {
    const block = document.createElement("div");
    block.className = "waiting";
    return block;
  }

  function close() {
    if (flight) flight.abort();
    const inside = drawer().contains(document.activeElement);
    drawer().hidden = true;
    document.documentElement.classList.remove("has-case");
    const back = origin && origin.isConnected ? origin : null;
    origin = null;
    if (!inside) return;
    if (back && back !== document.body) back.focus({ preventScroll: true });
    else root.onescreen.rows.back(); // its row was drawn anew meanwhile
  }

  /* Asks again where a newer instant is shown: not more often than somebody reads. */
  function follow() {
    if (open === null) return;
    root.onescreen.caseMap.show();
    if (asked !== wanted() && (!sameAddress() || Date.now() - askedAt >= PACE)) ask();
  }

  function sameAddress() {
    return asked.split("|", 1)[0] === wanted().split("|", 1)[0];
  }

  function ask() {
    if (flight) flight.abort();
    const mine = flight = new AbortController();
    const giveUp = setTimeout(function () { mine.abort(); }, PATIENCE);
    asked = wanted();
    askedAt = Date.now();
    return root.fetch("/case" + asked.split("|", 1)[0], { signal: mine.signal, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok && response.status !== 404) throw new Error("status " + response.status);
        return response.json();
      })
      .then(function (answer) { if (flight === mine) show(answer); })
      .catch(function () { if (flight === mine) fail(); })
      .finally(function () { clearTimeout(giveUp); });
  }

  function show(answer) {
    root.onescreen.draw.draw("case-content", answer.children);
    drawer().setAttribute("aria-label", answer.label);
    closer().setAttribute("aria-label", answer.close);
    root.onescreen.panels.follow();
    root.onescreen.caseMap.take(answer, open);
  }

  /* What is shown stays, if there is something; it is asked for again in a while. */
  function fail() {
    if (!content().querySelector(".case-head")) {
      root.onescreen.draw.draw("case-content", drawer().dataset.failed);
    }
    asked = "";
  }

  function closer() {
    return drawer().querySelector("[data-close-case]");
  }

  /* From under the header, wherever that stands, to the bottom. */
  function place() {
    if (open === null) return;
    const bottom = document.querySelector(".top").getBoundingClientRect().bottom;
    document.documentElement.style.setProperty("--case-top", Math.max(0, bottom) + "px");
  }

  function leave() {
    root.onescreen.address.go({ case: null });
  }

  function onClick(event) {
    if (event.target.closest("[data-close-case]")) return leave();
    const link = event.target.closest("a[data-case]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    root.onescreen.address.go({ case: link.dataset.case });
  }

  /* Escape closes what is on top: a menu before the case, the case before what lies under it. */
  function onKey(event) {
    const away = event.key === "Escape" && open !== null && !event.target.matches("input");
    if (away && !event.defaultPrevented && !menuIsOpen()) {
      event.preventDefault();
      leave();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
  }

  function menuIsOpen() {
    const choices = document.getElementById("choices");
    return Boolean(document.querySelector("details.menu[open]") || (choices && !choices.hidden));
  }

  /* Arrows lead from line to line of the feed, as far as lines are in sight. */
  function step(event) {
    const row = event.target.closest && event.target.closest(".feed > a.row");
    const next = row && (event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling);
    if (!next) return;
    const room = row.parentElement.getBoundingClientRect();
    if (next.getBoundingClientRect().left >= room.right) return;
    event.preventDefault();
    next.focus();
  }

  function onPoint(event) {
    const row = open !== null && event.target instanceof Element && event.target.closest("#case [data-point]");
    root.onescreen.caseMap.point(row ? Number(row.dataset.point) : null);
  }

  function start() {
    root.addEventListener("popstate", onAddress);
    root.addEventListener("_dashprivate_pushstate", onAddress);
    root.addEventListener("resize", place);
    root.addEventListener("scroll", place, { passive: true });
    new ResizeObserver(place).observe(document.querySelector(".top"));
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey, true);
    for (const name of ["pointerover", "focusin"]) document.addEventListener(name, onPoint);
    onAddress();
  }

  root.onescreen = Object.assign(root.onescreen || {}, { case: { start: start, follow: follow } });
})(typeof window === "undefined" ? globalThis : window);
