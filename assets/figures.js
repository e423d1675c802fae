/* What a figure needs beyond its data: the screen's scale, and the zoom that a person chose. */
(function (root) {
  "use strict";

  const DESIGN_REM = 16; // pixels: figures are written for a root of this size
  const LENGTHS = new Set(["size", "width", "l", "r", "t", "b", "pad", "ticklen", "standoff", "ax", "ay", "xshift", "yshift"]);
  const zooms = new Map(); // component -> {axis: [from, to]}
  const plain = new Map(); // component -> the figure as it was sent
  const heard = new WeakSet(); // graphs whose zooming is listened to

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

  /* A figure with the ranges that a person zoomed to. */
  function zoomed(figure, ranges) {
    if (!ranges) return figure;
    const layout = { ...figure.layout };
    for (const axis of Object.keys(ranges)) {
      layout[axis] = { ...layout[axis], range: ranges[axis], autorange: false };
    }
    return { ...figure, layout: layout };
  }

  /* The zoom after one of Plotly's relayout events. */
  function zoomAfter(ranges, event) {
    const found = { ...ranges };
    for (const axis of ["xaxis", "yaxis"]) {
      const from = event[axis + ".range[0]"];
      if (from !== undefined) found[axis] = [from, event[axis + ".range[1]"]];
      if (event[axis + ".range"]) found[axis] = event[axis + ".range"];
      if (event[axis + ".autorange"]) delete found[axis];
    }
    return found;
  }

  /* The figure to set: `rem` is the screen's root size in pixels. */
  function prepared(component, figure, rem) {
    plain.set(component, figure);
    listen(component);
    return zoomed(scaled(figure, rem / DESIGN_REM), zooms.get(component));
  }

  function listen(component) {
    const graph = document.querySelector("#" + CSS.escape(component) + " .js-plotly-plot");
    if (!graph || !graph.on || heard.has(graph)) return;
    heard.add(graph);
    graph.on("plotly_relayout", function (event) {
      zooms.set(component, zoomAfter(zooms.get(component), event));
    });
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    figures: {
      prepared: prepared, scaled: scaled, zoomed: zoomed, zoomAfter: zoomAfter, listen: listen,
      drawn: plain, forgetZoom: function () { zooms.clear(); },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
