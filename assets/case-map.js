/* The open case on the map: its place, the cameras that see it, and whatever a row points at. The map
   moves only where the place is out of sight, and once for each case. */
(function (root) {
  "use strict";

  const PANE = "case"; // over the areas, however often those are drawn anew, and lets clicks through
  const MARGIN = 2; // rem around what counts as in sight

  let place = null; // {lat, lon, label} of the case
  let points = [];
  let layer = null; // what is drawn for the case
  let pointed = null; // what is drawn for a row
  let drawn = ""; // what that shows, as text: the same is not drawn anew
  let taken = false; // an answer is to be shown
  let moveTo = false; // the map may have to be moved
  let named = null; // the case that this is about

  /* Takes over an answer about a case, to be shown as soon as there is a map. */
  function take(answer, name) {
    const moved = named !== name || key(place) !== key(answer.place);
    moveTo = moveTo || moved;
    named = name;
    place = answer.place;
    points = answer.points;
    taken = true;
    show();
  }

  function key(at) {
    return at ? at.lat + "," + at.lon : "";
  }

  function show() {
    const map = root.onescreen.map.current();
    if (!map || !taken || !map.getContainer().classList.contains("is-fitted")) return;
    taken = false;
    const shows = JSON.stringify([place, points, document.documentElement.dataset.theme]);
    if (shows === drawn) return;
    drawn = shows;
    if (!map.getPane(PANE)) Object.assign(map.createPane(PANE).style, { zIndex: 450, pointerEvents: "none" });
    if (layer) layer.remove();
    layer = L.layerGroup(place ? [...points.filter(sees).flatMap(camera), ...mark()] : []).addTo(map);
    if (place && moveTo) bringIntoSight(map);
    moveTo = false;
  }

  function sees(point) {
    return point.sees;
  }

  /* The place of the case: a dot in a ring, both in colours of the theme. */
  function mark() {
    const { ink, rem } = root.onescreen.map;
    const at = [place.lat, place.lon];
    const label = document.createElement("span");
    label.textContent = place.label;
    const dot = L.circleMarker(at, {
      pane: PANE, radius: 0.42 * rem(), color: ink("--halo"), weight: 0.15 * rem(), fillColor: ink("--worse"),
      fillOpacity: 1, interactive: false,
    });
    const ring = L.circleMarker(at, {
      pane: PANE, radius: 0.95 * rem(), color: ink("--text"), weight: 0.16 * rem(), fill: false, interactive: false,
    });
    dot.bindTooltip(label, { permanent: true, direction: "top", offset: [0, -0.9 * rem()], className: "case-tooltip" });
    return [ring, dot];
  }

  function camera(point) {
    const { ink, rem } = root.onescreen.map;
    const colour = ink("--text");
    const corners = root.onescreen.cameras.fieldOfView(point.lat, point.lon, point);
    return [
      L.polygon(corners, {
        pane: PANE, color: colour, weight: point.sees ? 1.5 : 1, dashArray: point.sees ? null : "4 4", opacity: 0.9,
        fillColor: colour, fillOpacity: 0.14, interactive: false,
      }),
      L.circleMarker([point.lat, point.lon], {
        ...root.onescreen.cameras.markStyle(point.status, colour, ink("--halo"), 0.28 * rem()), pane: PANE, interactive: false,
      }),
    ];
  }

  /* Shows on the map what a row stands for; null: none. */
  function point(number) {
    const map = root.onescreen.map.current();
    if (pointed) pointed.remove();
    pointed = null;
    const at = number === null ? null : points[number];
    if (!at || !map || !map.getPane(PANE)) return;
    const { ink, rem } = root.onescreen.map;
    const ring = L.circleMarker([at.lat, at.lon], {
      pane: PANE, radius: 0.6 * rem(), color: ink("--quantity"), weight: 0.16 * rem(), fill: false, interactive: false,
    });
    pointed = L.layerGroup([...(at.range_m ? camera(at) : []), ring]).addTo(map);
  }

  /* The part of the map that nothing covers, in pixels of its container; null: there is none. */
  function free(box, covers) {
    const right = covers.top < box.bottom && covers.bottom > box.top ? Math.min(box.right, covers.left) : box.right;
    const width = right - box.left;
    return width > 0 ? { left: 0, top: 0, right: width, bottom: box.bottom - box.top } : null;
  }

  function inside(at, area, margin) {
    return at.x >= area.left + margin && at.x <= area.right - margin && at.y >= area.top + margin && at.y <= area.bottom - margin;
  }

  function bringIntoSight(map) {
    const box = map.getContainer().getBoundingClientRect();
    const covers = document.getElementById("case").getBoundingClientRect();
    const area = free(box, covers);
    const at = map.latLngToContainerPoint([place.lat, place.lon]);
    const margin = MARGIN * root.onescreen.map.rem();
    if (!area || area.right < 3 * margin || inside(at, area, margin)) return;
    map.panBy([at.x - (area.left + area.right) / 2, at.y - (area.top + area.bottom) / 2]);
  }

  function clear() {
    point(null);
    if (layer) layer.remove();
    layer = place = named = null;
    points = [];
    drawn = "";
    taken = moveTo = false;
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    caseMap: { take: take, show: show, point: point, clear: clear, free: free, inside: inside },
  });
})(typeof window === "undefined" ? globalThis : window);
