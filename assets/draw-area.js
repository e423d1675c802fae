/* An area drawn on the map: a rectangle or a lasso, which becomes `within` of the address; and the
   outline of the one that the address has. */
(function (root) {
  "use strict";

  const MOST = 60; // corners that an address takes
  const PLACE = /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/;
  const LEAST = 8; // px: what is smaller in both directions was no drawing

  let tool = null; // "rectangle" or "lasso", while its button is pressed
  let cover = null; // over the map, so that it neither moves nor is clicked meanwhile
  let stroke = null; // {id, places}: the pointer that draws, and where on the ground it was
  let trial = null; // Leaflet's shape of the stroke
  let outline = null; // and of the address
  let outlined = ""; // what of the address it shows

  /* ---- shapes ---- */

  /* Points with at most so many of them: those that lie farthest from the line between their neighbours
     stay (Douglas and Peucker). Points are {x, y} of any unit. */
  function simplified(points, most) {
    let tolerance = 1;
    let kept = thinned(points, tolerance);
    while (kept.length > most) kept = thinned(points, (tolerance *= 1.5));
    return kept;
  }

  function thinned(points, tolerance) {
    if (points.length < 3) return points;
    const [first, last] = [points[0], points.at(-1)];
    const away = points.map(function (point) { return distance(point, first, last); });
    const farthest = away.indexOf(Math.max(...away));
    if (away[farthest] <= tolerance) return [first, last];
    return thinned(points.slice(0, farthest + 1), tolerance).slice(0, -1).concat(thinned(points.slice(farthest), tolerance));
  }

  /* From a point to a stretch of line. */
  function distance(point, from, to) {
    const [x, y] = [to.x - from.x, to.y - from.y];
    const along = ((point.x - from.x) * x + (point.y - from.y) * y) / (x * x + y * y || 1);
    const near = Math.max(0, Math.min(1, along));
    return Math.hypot(point.x - from.x - near * x, point.y - from.y - near * y);
  }

  /* Places {lng, lat} as an address says them: about a metre exactly, and no longer than that. */
  function text(places) {
    return places.map(function (place) { return short(place.lng) + "," + short(place.lat); }).join(";");
  }

  function short(degrees) {
    return String(Number(degrees.toFixed(5)));
  }

  /* Corners [lat, lng] of what an address says; null: no area. Of two corners the rectangle. */
  function corners(said) {
    const places = said.split(";");
    const found = places.map(function (place) { return place.split(",").map(Number); });
    const onEarth = found.every(function ([lng, lat]) { return Math.abs(lng) <= 180 && Math.abs(lat) <= 90; });
    if (!places.every(function (place) { return PLACE.test(place); }) || !onEarth) return null;
    if (found.length < 2 || found.length > MOST) return null;
    const [[west, south], [east, north]] = found;
    if (found.length === 2) return [[south, west], [north, west], [north, east], [south, east]];
    return found.map(function ([lng, lat]) { return [lat, lng]; });
  }

  /* What a stroke becomes; null: it was too small to be meant. */
  function within(places, map, kind) {
    const points = places.map(function (place) { return map.latLngToContainerPoint(place); });
    const [width, height] = ["x", "y"].map(function (axis) {
      const found = points.map(function (point) { return point[axis]; });
      return Math.max(...found) - Math.min(...found);
    });
    if (kind === "rectangle") {
      if (width < LEAST || height < LEAST) return null;
      const box = L.latLngBounds(places);
      return text([box.getSouthWest(), box.getNorthEast()]);
    }
    if (width < LEAST && height < LEAST) return null;
    const kept = simplified(points, MOST);
    return kept.length < 3 ? null : text(kept.map(function (point) { return map.containerPointToLatLng(point); }));
  }

  /* ---- drawing ---- */

  function onClick(event) {
    const button = event.target.closest("[data-draw]");
    if (button) take(button.dataset.draw === tool ? null : button.dataset.draw);
  }

  /* Takes a tool in hand, or none. */
  function take(wanted) {
    const map = root.onescreen.map.current();
    if (!map) return;
    drop();
    tool = wanted;
    show();
    if (cover) cover.remove();
    cover = null;
    if (!tool) return;
    cover = document.createElement("div");
    cover.className = "draw-cover";
    cover.addEventListener("pointerdown", begin);
    cover.addEventListener("pointermove", go);
    cover.addEventListener("pointerup", end);
    cover.addEventListener("pointercancel", drop);
    for (const kind of ["click", "dblclick", "mousedown", "touchstart", "wheel", "contextmenu"]) {
      cover.addEventListener(kind, function (event) { event.stopPropagation(); });
    }
    map.getContainer().append(cover);
  }

  function place(event) {
    const map = root.onescreen.map.current();
    return map.containerPointToLatLng(map.mouseEventToContainerPoint(event));
  }

  function begin(event) {
    if (stroke || event.button) return;
    cover.setPointerCapture(event.pointerId);
    stroke = { id: event.pointerId, places: [place(event)] };
  }

  function go(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    if (tool === "rectangle") stroke.places = [stroke.places[0], place(event)];
    else stroke.places.push(place(event));
    const map = root.onescreen.map.current();
    if (trial) trial.remove();
    trial = (tool === "rectangle" ? L.rectangle(L.latLngBounds(stroke.places), look()) : L.polygon(stroke.places, look())).addTo(map);
  }

  function end(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    const said = within(stroke.places, root.onescreen.map.current(), tool);
    drop();
    if (!said) return; // the tool stays in hand
    take(null);
    root.onescreen.address.go({ within: said });
  }

  /* Ends a stroke without an area. */
  function drop() {
    if (trial) trial.remove();
    trial = stroke = null;
  }

  /* An image of its own, so that the style sheet reaches it. */
  function look() {
    const map = root.onescreen.map.current();
    if (!map.getPane("drawn")) map.createPane("drawn").style.zIndex = 450; // over the areas
    return { pane: "drawn", renderer: L.svg({ pane: "drawn" }), className: "drawn-area", interactive: false };
  }

  /* The state of the buttons, which may be drawn anew, and the outline of the address. */
  function show() {
    for (const button of document.querySelectorAll("[data-draw]")) {
      const pressed = String(button.dataset.draw === tool);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
    const map = root.onescreen.map.current();
    const said = root.onescreen.address.value("within") || "";
    if (!map || said === outlined) return;
    outlined = said;
    if (outline) outline.remove();
    const found = corners(said);
    outline = found && L.polygon(found, look()).addTo(map);
  }

  /* Escape puts the tool away, and nothing else. */
  function onKey(event) {
    if (event.key !== "Escape" || !tool) return;
    event.preventDefault();
    take(null);
  }

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    drawArea: { start: start, show: show, simplified: simplified, text: text, corners: corners },
  });
})(typeof window === "undefined" ? globalThis : window);
