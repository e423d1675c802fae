/* The names on the map that have room; and of a line of news those that are whole. */
(function (root) {
  "use strict";

  function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function boxOf(element) {
    return element.getBoundingClientRect();
  }

  /* Hides a name that another one stands in the way of; what is pointed out comes first. */
  function arrange() {
    for (const picture of document.querySelectorAll(".wall-picture")) {
      const taken = Array.from(picture.querySelectorAll(".wall-spot.is-hot"), boxOf);
      const names = Array.from(picture.querySelectorAll(".wall-place"));
      const first = names.filter(isMarked);
      for (const name of [...first, ...names.filter(function (one) { return !isMarked(one); })]) {
        const box = boxOf(name);
        const crowded = taken.some(function (other) { return overlap(box, other); });
        name.classList.toggle("is-crowded", crowded);
        if (!crowded) taken.push(box);
      }
    }
  }

  function isMarked(name) {
    return name.classList.contains("is-marked");
  }

  root.onescreen = Object.assign(root.onescreen || {}, { wallLabels: { arrange: arrange, overlap: overlap } });
})(typeof window === "undefined" ? globalThis : window);
