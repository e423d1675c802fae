/* Cameras on the map, fetched when they are switched on: a mark for the status, the field of view
   where one looks closer. */
(function (root) {
  "use strict";

  const CLOSE = 15.5; // zoom from which every field of view in sight is drawn
  const MOST = 300; // fields of view drawn at once
  const EARTH = 111195; // metres of one degree of latitude
  const PACE = 15000; // ms between two looks for news
  const VARIABLES = { in_order: "--better", faulty: "--wait", unknown: "--quantity", offline: "--same" };

  let map = null;
  let layer = null; // of the cameras that are drawn
  let views = null; // of the fields of view that are drawn
  let hovered = null;
  let etag = null;
  let address = null; // that the drawn cameras belong to
  let asked = 0;

  /* The mark of a status: filled; faulty larger; offline a hollow ring. */
  function markStyle(status, colour, rim, size) {
    const hollow = status === "offline";
    return {
      radius: size * (status === "faulty" ? 1.3 : 1),
      color: hollow ? colour : rim,
      weight: size * (hollow ? 0.5 : 0.3),
      fillColor: colour,
      fillOpacity: hollow ? 0 : 1,
    };
  }

  /* Corners (lat, lon) of a field of view: a sector, or a circle without a bearing. */
  function fieldOfView(lat, lon, said) {
    const everywhere = typeof said.bearing !== "number";
    const angle = everywhere ? 360 : said.angle || 360;
    const first = everywhere ? 0 : said.bearing - angle / 2;
    const steps = Math.max(6, Math.ceil(angle / 8));
    const corners = angle < 360 ? [[lat, lon]] : [];
    for (let i = 0; i <= steps; i += 1) {
      const bearing = ((first + (angle * i) / steps) * Math.PI) / 180;
      const north = (said.range_m * Math.cos(bearing)) / EARTH;
      const east = (said.range_m * Math.sin(bearing)) / (EARTH * Math.cos((lat * Math.PI) / 180));
      corners.push([lat + north, lon + east]);
    }
    return corners;
  }

  function colourOf(status) {
    return root.onescreen.map.ink(VARIABLES[status]);
  }

  function draw(data) {
    clear();
    const size = root.onescreen.map.rem() * 0.2;
    const rim = root.onescreen.map.ink("--bg");
    layer = L.layerGroup(data.features.map(function (feature) {
      const [lon, lat] = feature.geometry.coordinates;
      const { status } = feature.properties;
      const mark = L.circleMarker([lat, lon], markStyle(status, colourOf(status), rim, size));
      mark.feature = feature;
      mark.on("click", open).on("mouseover", hover).on("mouseout", unhover);
      return mark;
    })).addTo(map);
    drawViews();
  }

  /* The popup belongs to the map, not to the mark: it survives when the marks are drawn anew. */
  function open(event) {
    L.DomEvent.stop(event);
    const mark = event.target;
    L.popup({ className: "camera-popup", autoPan: false, offset: [0, -4] })
      .setLatLng(mark.getLatLng()).setContent(card(mark.feature.properties.lines)).openOn(map);
  }

  function card(lines) {
    const element = document.createElement("div");
    lines.forEach(function (line, i) {
      const row = document.createElement(i ? "div" : "strong");
      row.textContent = line;
      element.append(row);
    });
    return element;
  }

  function hover(event) {
    unhover();
    hovered = viewOf(event.target).addTo(map);
  }

  function unhover() {
    if (hovered) hovered.remove();
    hovered = null;
  }

  function viewOf(mark) {
    const { lat, lng } = mark.getLatLng();
    const colour = colourOf(mark.feature.properties.status);
    return L.polygon(fieldOfView(lat, lng, mark.feature.properties), {
      color: colour, weight: 1, opacity: 0.8, fillColor: colour, fillOpacity: 0.18, interactive: false,
    });
  }

  /* Every field of view in sight, when the map is close enough. */
  function drawViews() {
    views.clearLayers();
    if (!layer || map.getZoom() < CLOSE) return;
    const sight = map.getBounds().pad(0.1);
    let left = MOST;
    for (const mark of layer.getLayers()) {
      if (!sight.contains(mark.getLatLng())) continue;
      if (left-- <= 0) return;
      viewOf(mark).addTo(views);
    }
  }

  function clear() {
    unhover();
    if (layer) layer.remove();
    if (views) views.clearLayers();
    layer = null;
  }

  /* Asks for the cameras of the present address, and draws them when they are others. */
  async function fetchAndDraw() {
    asked = Date.now();
    const wanted = root.onescreen.address.screen();
    const headers = etag && wanted === address ? { "If-None-Match": etag } : {};
    const response = await window.fetch("/cameras" + wanted, { headers: headers, cache: "no-store" });
    if (response.status !== 200) return;
    const data = await response.json();
    if (wanted !== root.onescreen.address.screen() || !root.onescreen.map.shown.cameras) return;
    draw(data);
    etag = response.headers.get("ETag");
    address = wanted;
  }

  /* Called every second, and when the layer is switched: news are looked for now and then. */
  function follow() {
    map = root.onescreen.map.current();
    if (!map) return;
    if (!views) {
      views = L.layerGroup().addTo(map);
      map.on("moveend", drawViews);
    }
    if (!root.onescreen.map.shown.cameras) {
      if (layer) clear();
      etag = address = null;
    } else if (root.onescreen.session.over()) {
      return; // what is asked now waits, and would wait again and again
    } else if (address !== root.onescreen.address.screen() || (Date.now() - asked > PACE && !root.onescreen.paused.is())) {
      fetchAndDraw().catch(function () { /* the loop shows that the server is away */ });
    }
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    cameras: { follow: follow, fieldOfView: fieldOfView, markStyle: markStyle },
  });
})(typeof window === "undefined" ? globalThis : window);
