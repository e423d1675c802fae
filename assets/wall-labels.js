/* The names on the map that have room, and numbers on it beside one another. */
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
      const numbers = Array.from(picture.querySelectorAll(".wall-spot.is-hot"));
      part(numbers);
      const taken = numbers.map(boxOf);
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

  /* Numbers that lie over each other are moved as little as it takes: the first stays in its place. */
  function part(numbers) {
    const placed = [];
    for (const number of numbers) {
      number.style.margin = "";
      const box = boxOf(number);
      let x = 0, y = 0;
      for (const other of placed) {
        const across = box.left + x - other.left, down = box.top + y - other.top;
        const left = box.width - Math.abs(across), over = box.height - Math.abs(down);
        if (left <= 0 || over <= 0) continue;
        if (left < over) x += across < 0 ? -left : left;
        else y += down < 0 ? -over : over;
      }
      if (x || y) number.style.margin = y + "px 0 0 " + x + "px";
      placed.push({ left: box.left + x, top: box.top + y });
    }
  }

  function isMarked(name) {
    return name.classList.contains("is-marked");
  }

  root.onescreen = Object.assign(root.onescreen || {}, { wallLabels: { arrange: arrange, overlap: overlap } });
})(typeof window === "undefined" ? globalThis : window);
