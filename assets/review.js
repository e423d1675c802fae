/* The review on a screen in a meeting: a section a page, arrow keys, and back to where one was. */
(function () {
  "use strict";

  const html = document.documentElement;
  const sections = Array.from(document.querySelectorAll(".review-section"));
  let shown = 0;

  function presenting() {
    return html.classList.contains("is-presenting");
  }

  function show(place) {
    shown = Math.min(sections.length - 1, Math.max(0, place));
    sections.forEach(function (section, i) { section.classList.toggle("is-shown", i === shown); });
    window.history.replaceState(null, "", window.location.pathname + window.location.search + "#" + sections[shown].id);
    window.scrollTo(0, 0);
  }

  function begin() {
    html.classList.add("is-presenting");
    show(Math.max(0, sections.findIndex(function (section) { return "#" + section.id === window.location.hash; })));
    if (html.requestFullscreen) html.requestFullscreen().catch(function () {});
    sessionStorage.setItem("onescreen-presenting", "1");
  }

  // A section that is longer than the screen is read to its end before the next one.
  function turn(down) {
    const left = down ? html.scrollHeight - window.innerHeight - window.scrollY : window.scrollY;
    if (left > 2) window.scrollBy(0, (down ? 0.8 : -0.8) * window.innerHeight);
    else show(shown + (down ? 1 : -1));
  }

  function end() {
    html.classList.remove("is-presenting");
    sessionStorage.removeItem("onescreen-presenting");
    if (document.fullscreenElement) document.exitFullscreen();
    sections[shown].scrollIntoView();
  }

  document.addEventListener("keydown", function (event) {
    if (!presenting() || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const down = { PageDown: true, " ": !event.shiftKey, PageUp: false }[event.key];
    if (step) show(shown + step);
    else if (down !== undefined) turn(down);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(sections.length - 1);
    else if (event.key === "Escape") end();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-present]")) begin();
    const print = event.target.closest("[data-print]");
    if (!print) return;
    html.classList.toggle("is-a3", print.dataset.print === "a3");
    window.print();
  });
  window.addEventListener("afterprint", function () { html.classList.remove("is-a3"); });
  if (sessionStorage.getItem("onescreen-presenting")) begin(); // back from the incidents of a figure
})();
