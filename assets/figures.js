/* What a figure needs beyond its data: the screen's scale. */
(function (root) {
  "use strict";

  const DESIGN_REM = 16; // pixels: figures are written for a root of this size
  const LENGTHS = new Set(["size", "width", "l", "r", "t", "b", "pad", "ticklen", "standoff", "ax", "ay", "xshift", "yshift"]);
  const plain = new Map(); // component -> the figure as it was sent

  /* A copy of a figure with every length in pixels multiplied; data are left alone. */
  function scaled(figure, factor) {
    if (factor === 1) return figure;
    return {
      ...figure,
      data: (figure.data || []).map(function (trace) {
        const copy = { ...trace };
        for (const key of ["line", "marker", "textfont"]) {
          if (copy[key]) copy[key] = lengths(copy[key], factor);
        }
        return copy;
      }),
      layout: lengths(figure.layout || {}, factor),
    };
  }

  function lengths(value, factor) {
    if (Array.isArray(value)) return value.map(function (item) { return lengths(item, factor); });
    if (value === null || typeof value !== "object") return value;
    const copy = {};
    for (const key of Object.keys(value)) {
      const inner = value[key];
      copy[key] = LENGTHS.has(key) && typeof inner === "number" ? inner * factor : lengths(inner, factor);
    }
    return copy;
  }

  /* The figure to set: `rem` is the screen's root size in pixels. */
  function prepared(component, figure, rem) {
    plain.set(component, figure);
    return scaled(figure, rem / DESIGN_REM);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    figures: { prepared: prepared, scaled: scaled, drawn: plain },
  });
})(typeof window === "undefined" ? globalThis : window);
