/* The map: fitted to what is looked at, areas that can be clicked, labels, layers that are switched here. */
(function (root) {
  "use strict";

  const shown = { heat: true, cameras: false };
  const labels = new Set(); // {tooltip, depth, room} of what is drawn
  let map = null;
  let fittedTo = null; // the bounds of what is looked at, as text
  let fitted = null; // those that the map shows
  let moved = false; // a person moved the map since

  /* Keeps the page's map; Leaflet calls this for every map that is made. */
  function adopt() {
    map = this;
    this.on("dragstart zoomanim", function () { moved = moved || !this.fitting; });
    this.on("zoomend resize", arrange);
    if (window.matchMedia("(pointer: coarse)").matches) this.dragging.disable(); // one finger scrolls the page
    new ResizeObserver(function () {
      if (!map || !map.getContainer().clientWidth) return; // hidden behind a notice
      map.invalidateSize({ animate: false });
      if (!moved) refit(fitted);
    }).observe(this.getContainer());
  }

  /* Fits the map to what is looked at when that is known, and again only when it is another area. */
  function fit() {
    const holder = document.querySelector("[data-bounds]");
    if (!map || !holder || holder.dataset.bounds === fittedTo || holder.dataset.bounds === "null") return;
    fittedTo = holder.dataset.bounds;
    refit(JSON.parse(fittedTo));
    map.getContainer().classList.add("is-fitted");
  }

  function refit(bounds) {
    if (!bounds) return;
    fitted = bounds;
    map.fitting = true;
    map.fitBounds(bounds, { animate: false, maxZoom: 17, ...paddings() });
    map.fitting = false;
    moved = false;
  }

  /* Room for the head, and on a narrow map for the foot, which else stands beside the city. */
  function paddings() {
    const panel = map.getContainer().parentElement;
    const unit = rem();
    const narrow = panel.clientWidth < 36 * unit;
    const foot = narrow ? panel.querySelector(".map-foot").offsetHeight : 0;
    return {
      paddingTopLeft: [unit, panel.querySelector(".map-head").offsetHeight + 0.6 * unit],
      paddingBottomRight: [unit, foot + 1.2 * unit],
    };
  }

  /* ---- areas ---- */

  /* A colour of the style sheet, which does not reach into a canvas. */
  function ink(variable) {
    return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  }

  function rem() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  function style(feature) {
    const { state, depth } = feature.properties;
    const chosen = state === "chosen";
    return {
      color: chosen ? ink("--text") : ink("--outline"),
      weight: ((chosen ? 2.2 : depth === 1 ? 1.2 : 0.7) * rem()) / 16,
      opacity: chosen ? 1 : depth === 1 ? 0.9 : 0.6,
      fillColor: ink("--panel"), // a veil over what is not looked at
      fillOpacity: state === "beside" && depth === 1 ? 0.45 : 0,
    };
  }

  function each(feature, layer, context) {
    const said = feature.properties;
    layer.on("click", function (event) {
      L.DomEvent.stop(event);
      root.onescreen.navigate(said.href);
    });
    layer.on("mouseover", function () { layer.setStyle({ weight: (2.2 * rem()) / 16, opacity: 1 }); });
    layer.on("mouseout", function () { layer.setStyle(style(feature)); });
    const label = L.tooltip({ permanent: true, direction: "center", className: labelClass(said), interactive: false })
      .setLatLng(said.at).setContent(textOf(said.label));
    const entry = { label: label, layer: layer, said: said };
    layer.on("add", function () { label.addTo(context.map); labels.add(entry); arrangeSoon(); });
    layer.on("remove", function () { label.remove(); labels.delete(entry); });
  }

  function labelClass(said) {
    return "area-label depth-" + said.depth + " is-" + said.state;
  }

  function textOf(text) {
    const element = document.createElement("span");
    element.textContent = text;
    return element;
  }

  let arranging = 0;
  function arrangeSoon() {
    cancelAnimationFrame(arranging);
    arranging = requestAnimationFrame(arrange);
  }

  /* Shows the labels that have room: the innermost areas first, then by their size. */
  function arrange() {
    const taken = [];
    const many = labels.size > 16;
    const entries = Array.from(labels).map(function (entry) {
      const bounds = entry.layer.getBounds();
      const room = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
      return { entry: entry, room: room, weight: entry.said.depth * 1e9 + room.x * room.y };
    });
    entries.sort(function (a, b) { return b.weight - a.weight; });
    for (const { entry, room } of entries) {
      const element = entry.label.getElement();
      if (!element) continue;
      element.classList.toggle("is-small", many);
      element.classList.remove("is-crowded");
      const box = element.getBoundingClientRect();
      const fits = box.width <= room.x * 1.25 && box.height <= room.y * 1.25;
      const free = !taken.some(function (other) { return overlap(box, other); });
      if (fits && free) taken.push(box);
      else element.classList.add("is-crowded");
    }
  }

  function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  /* ---- controls ---- */

  function onClick(event) {
    const layer = event.target.closest("[data-layer]");
    if (layer) toggle(layer.dataset.layer);
    const zoom = event.target.closest("[data-zoom]");
    if (zoom && map) zoomBy(zoom.dataset.zoom);
  }

  function zoomBy(how) {
    if (how === "whole") return refit(JSON.parse(document.querySelector("[data-whole]").dataset.whole));
    moved = true;
    if (how === "zoom_in") map.zoomIn();
    else map.zoomOut();
  }

  function toggle(name) {
    shown[name] = !shown[name];
    showLayers();
    root.onescreen.cameras.follow();
  }

  function showLayers() {
    for (const name of Object.keys(shown)) {
      document.documentElement.classList.toggle("no-" + name, !shown[name]);
      for (const button of document.querySelectorAll('[data-layer="' + name + '"]')) {
        const pressed = String(shown[name]);
        if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
      }
    }
  }

  function start() {
    document.addEventListener("click", onClick);
    showLayers();
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    map: {
      start: start, shown: shown, style: style, each: each, overlap: overlap, ink: ink, rem: rem,
      fit: function () { fit(); showLayers(); },
      current: function () { return map; },
      hasOutlines: function () { return labels.size > 0; },
    },
  });

  if (root.L) root.L.Map.addInitHook(adopt);
})(typeof window === "undefined" ? globalThis : window);
