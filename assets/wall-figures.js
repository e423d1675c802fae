/* Figures that move shortly when they change: up where they grew, down where they fell. */
(function (root) {
  "use strict";

  const SHORT = 700; // ms
  const calm = root.matchMedia ? root.matchMedia("(prefers-reduced-motion: reduce)") : { matches: false };

  /* The values on the display by their keys. */
  function values() {
    const found = new Map();
    for (const element of document.querySelectorAll("[data-number]")) {
      if (element.dataset.value !== "") found.set(element.dataset.number, Number(element.dataset.value));
    }
    return found;
  }

  /* Moves what differs from before. */
  function play(before) {
    if (calm.matches) return;
    for (const element of document.querySelectorAll("[data-number]")) {
      const was = before.get(element.dataset.number);
      const now = Number(element.dataset.value);
      if (was === undefined || element.dataset.value === "" || was === now) continue;
      const from = now > was ? "60%" : "-60%";
      element.animate(
        [{ transform: "translateY(" + from + ")", opacity: 0 }, { transform: "none", opacity: 1 }],
        { duration: SHORT, easing: "cubic-bezier(0.2, 0.8, 0.3, 1)" },
      );
    }
  }

  /* Another scene appears softly. */
  function soften(element) {
    if (calm.matches) return;
    element.animate([{ opacity: 0.15 }, { opacity: 1 }], { duration: 600, easing: "ease-out" });
  }

  root.onescreen = Object.assign(root.onescreen || {}, { wallFigures: { values: values, play: play, soften: soften } });
})(typeof window === "undefined" ? globalThis : window);
