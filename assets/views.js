/* Named views: which panels are shown, in which order, and the grid that they stand in. */
(function (root) {
  "use strict";

  /* Lays the panels out as an answer says; what is not shown is hidden, and stays as it is. */
  function arrange(said) {
    const grid = document.querySelector(".grid");
    grid.classList.toggle("is-arranged", Boolean(said.areas));
    for (const name of ["areas", "columns", "rows"]) {
      if (said[name]) grid.style.setProperty("--" + name, said[name]);
      else grid.style.removeProperty("--" + name);
    }
    for (const panel of grid.querySelectorAll("[data-panel]")) {
      const place = said.panels.indexOf(panel.dataset.panel);
      panel.hidden = place < 0;
      panel.style.setProperty("--place", place);
    }
  }

  root.onescreen = Object.assign(root.onescreen || {}, { views: { arrange: arrange } });
})(typeof window === "undefined" ? globalThis : window);
