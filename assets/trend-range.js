/* A range of the trend: a drag over the chart chooses the hours, days or months that it touches, and a
   click the one it hits; all of the screen is then of that period. A double click leads back. */
(function (root) {
  "use strict";

  const CHART = "#trend .nsewdrag";
  const FIRM = 4; // px from which a press is a drag
  const TWICE = 300; // ms in which a second click makes a double click of the first

  let press = null; // {id, x, at, drag}: the pointer, where it was pressed, the moment there, whether it moved
  let clickedAt = -TWICE; // when the last click was, in ms of the page
  let pending = 0; // timer of a click that may become a double one
  let mark = null; // element over what would be chosen

  /* A local moment as it stands in a figure, in ms as if it were of UTC. */
  function ms(text) {
    const said = text.replace(" ", "T");
    return Date.parse(said.length === 10 ? said : said + "Z");
  }

  /* The index of the bucket whose begin, where its point stands, is nearest to a moment. */
  function nearest(starts, moment) {
    const away = starts.map(function (start) { return Math.abs(ms(start) - moment); });
    return away.indexOf(Math.min(...away));
  }

  /* The whole period of some buckets, first to last, as an address says it: to the next one's begin, which
     is later also where the clocks were put back; after the last one comes `after`. */
  function period(starts, after, first, last) {
    const begins = starts.concat(after);
    let next = Math.max(first, last) + 1;
    while (next < starts.length && begins[next] <= begins[Math.min(first, last)]) next += 1;
    return { from: short(begins[Math.min(first, last)]), to: short(begins[next]) };
  }

  function short(moment) {
    return moment.slice(0, 16).replace("T00:00", "");
  }

  /* ---- the chart on the page ---- */

  /* What the chart shows: its begins, what comes after, its place on the screen and its moments there. */
  function chart() {
    const figure = root.onescreen.figures.drawn.get("trend");
    const graph = document.querySelector("#trend .js-plotly-plot");
    const area = document.querySelector(CHART);
    if (!area || !figure || !figure.layout.meta || !figure.layout.meta.after) return null;
    const [from, to] = graph.layout.xaxis.range.map(ms);
    return { starts: figure.data.at(-1).x, after: figure.layout.meta.after, box: area.getBoundingClientRect(), from: from, to: to };
  }

  function momentAt(seen, x) {
    return seen.from + ((x - seen.box.left) / seen.box.width) * (seen.to - seen.from);
  }

  /* First and last bucket between two moments. */
  function touched(seen, one, other) {
    return [nearest(seen.starts, Math.min(one, other)), nearest(seen.starts, Math.max(one, other))];
  }

  /* Shows what would be chosen: from midway before its first point to midway after its last. */
  function show(seen, first, last) {
    const begins = seen.starts.map(ms).concat(ms(seen.after));
    const left = first ? (begins[first - 1] + begins[first]) / 2 : seen.from;
    const right = last < seen.starts.length - 1 ? (begins[last] + begins[last + 1]) / 2 : seen.to;
    const place = function (moment) { return seen.box.left + ((moment - seen.from) / (seen.to - seen.from)) * seen.box.width; };
    const [from, to] = [left, right].map(function (moment) { return Math.max(seen.box.left, Math.min(place(moment), seen.box.right)); });
    if (!mark) {
      mark = document.createElement("div");
      mark.className = "trend-range";
      document.body.append(mark);
    }
    Object.assign(mark.style, { left: from + "px", width: to - from + "px", top: seen.box.top + "px", height: seen.box.height + "px" });
  }

  function hide() {
    if (mark) mark.remove();
    mark = null;
  }

  function choose(seen, first, last) {
    hide();
    root.onescreen.address.go({ period: null, ...period(seen.starts, seen.after, first, last) }, { range: true });
  }

  /* To the period before, or to the usual one, where this one was not chosen here. */
  function back() {
    hide();
    if (window.history.state && window.history.state.range) window.history.back();
    else root.onescreen.address.go({ period: null, from: null, to: null });
  }

  /* ---- pointers: a finger scrolls the page, its tap is a click. Plotly's cover over the chart leaves
     no clicks of the browser's own. ---- */

  function onDown(event) {
    if (!event.isPrimary || event.button || !event.target.closest(CHART)) return;
    const seen = chart();
    if (!seen) return;
    press = { id: event.pointerId, x: event.clientX, at: momentAt(seen, event.clientX), drag: false };
  }

  function onMove(event) {
    if (!press || event.pointerId !== press.id) return;
    press.drag = press.drag || Math.abs(event.clientX - press.x) > FIRM;
    if (press.drag && event.pointerType === "touch") return void cancel();
    const seen = press.drag && chart();
    if (seen) show(seen, ...touched(seen, press.at, momentAt(seen, event.clientX)));
  }

  function onUp(event) {
    if (!press || event.pointerId !== press.id) return;
    const was = press, seen = chart();
    press = null;
    if (!seen) return void hide();
    if (was.drag) choose(seen, ...touched(seen, was.at, momentAt(seen, event.clientX)));
    else clicked(seen, nearest(seen.starts, was.at), event.timeStamp);
  }

  /* A second click soon after leads back; the first waits for it where there is a way back. */
  function clicked(seen, index, time) {
    const double = time - clickedAt < TWICE;
    clickedAt = double ? -TWICE : time;
    clearTimeout(pending);
    if (double) return back();
    const run = function () { choose(seen, index, index); };
    if (!root.onescreen.address.value("from") && !root.onescreen.address.value("period")) return run();
    show(seen, index, index);
    pending = setTimeout(run, TWICE);
  }

  function cancel() {
    if (press) hide();
    press = null;
  }

  function start() {
    document.addEventListener("pointerdown", onDown, true);
    document.addEventListener("pointermove", onMove, true);
    document.addEventListener("pointerup", onUp, true);
    document.addEventListener("pointercancel", cancel, true);
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") cancel(); });
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    trendRange: { start: start, nearest: nearest, period: period, ms: ms },
  });
})(typeof window === "undefined" ? globalThis : window);
