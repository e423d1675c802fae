/* An area drawn on the map: a rectangle, a lasso, or the spot of heat that is clicked, which becomes
   `within` of the address; and the outline of the one that the address has. */
(function (root) {
  "use strict";

  const MOST = 60; // corners that an address takes
  const PLACE = /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/;
  const LEAST = 8; // px: what is smaller in both directions was no drawing

  let tool = null; // "rectangle", "lasso" or "spot", while its button is pressed
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

  /* South-west and north-east of the bin that a place lies in and of those around it: of what a spot is
     seen as; null: it lies in none. */
  function bin(place, [south, west, north, east, rows, columns]) {
    const [high, wide] = [(north - south) / rows, (east - west) / columns];
    const [row, column] = [Math.floor((place.lat - south) / high), Math.floor((place.lng - west) / wide)];
    if (row < 0 || row >= rows || column < 0 || column >= columns) return null;
    return [-1, 2].map(function (n) { return { lng: west + (column + n) * wide, lat: south + (row + n) * high }; });
  }

  /* The corners of the spot under the pointer, or none. */
  function spot(place) {
    const button = document.querySelector('[data-draw="spot"]');
    return (button && bin(place, JSON.parse(button.dataset.bins))) || [];
  }

  /* What a stroke becomes; null: it was too small to be meant. */
  function within(places, map, kind) {
    if (kind === "spot") return places.length ? text(places) : null;
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
    cover.addEventListener("pointerleave", function () { if (!stroke) drop(); });
    cover.addEventListener("click", hit);
    for (const kind of ["dblclick", "mousedown", "touchstart", "wheel", "contextmenu"]) {
      cover.addEventListener(kind, function (event) { event.stopPropagation(); });
    }
    map.getContainer().append(cover);
  }

  function place(event) {
    const map = root.onescreen.map.current();
    return map.containerPointToLatLng(map.mouseEventToContainerPoint(event));
  }

  function begin(event) {
    if (stroke || event.button || tool === "spot") return;
    cover.setPointerCapture(event.pointerId);
    stroke = { id: event.pointerId, places: [place(event)] };
  }

  function go(event) {
    if (tool === "spot") return void sketch(spot(place(event))); // what a click would take
    if (!stroke || event.pointerId !== stroke.id) return;
    if (tool === "rectangle") stroke.places = [stroke.places[0], place(event)];
    else stroke.places.push(place(event));
    sketch(stroke.places);
  }

  function sketch(places) {
    if (trial) trial.remove();
    const shape = tool === "lasso" ? L.polygon(places, look()) : places.length && L.rectangle(L.latLngBounds(places), look());
    trial = shape ? shape.addTo(root.onescreen.map.current()) : null;
  }

  function end(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    finish(stroke.places);
  }

  /* A spot is taken by the click, which after a touch comes last: else it would meet the area below. */
  function hit(event) {
    event.stopPropagation();
    if (tool === "spot") finish(spot(place(event)));
  }

  function finish(places) {
    const said = within(places, root.onescreen.map.current(), tool);
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
    map.drawn = map.drawn || L.svg({ pane: "drawn" }); // one for all: a map keeps every one that it was given
    return { pane: "drawn", renderer: map.drawn, className: "drawn-area", interactive: false };
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
    drawArea: { start: start, show: show, simplified: simplified, text: text, corners: corners, bin: bin },
  });
})(typeof window === "undefined" ? globalThis : window);
