/* Pause of the live update: while it lasts the loop asks for another address only, so nothing moves
   by itself. The age of the data says since when. */
(function (root) {
  "use strict";

  let since = null; // ms on the server's clock
  let resumed = function () {};
  let now = Date.now;

  function toggle() {
    since = since === null ? now() : null;
    show();
    if (since === null) resumed();
  }

  /* The button's state: the header may have been drawn anew. */
  function show() {
    const paused = since !== null;
    document.documentElement.classList.toggle("is-paused", paused);
    const button = document.querySelector("[data-pause]");
    if (button && button.getAttribute("aria-pressed") !== String(paused)) button.setAttribute("aria-pressed", paused);
    root.onescreen.clock.tell(now(), since);
  }

  /* `resume` asks for what is new; `clock` is the server's, in ms. */
  function start(resume, clock) {
    resumed = resume;
    now = clock;
    document.addEventListener("click", function (event) {
      if (event.target.closest("[data-pause]")) toggle();
    });
    root.onescreen.keys.add("p", "keys.pause", toggle);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    paused: { start: start, show: show, is: function () { return since !== null; } },
  });
})(typeof window === "undefined" ? globalThis : window);
