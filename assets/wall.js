/* The wall: asks for its scene as the screen does, moves on by itself, and says what it does not know. */
(function () {
  "use strict";

  const own = window.onescreen;
  const html = document.documentElement;
  const page = document.getElementById("wall");
  const UNSEEN = 100000; // ms: an instant is published each minute, so an older one says that none can be
  const KEPT = "onescreen-wall"; // what goes on over a reload
  const JITTER = 300000; // ms within which displays load their page anew after the day's moment
  const SOON = 5000; // and after a release

  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
  const rotation = own.createRotation(kept.scene);
  let last = null; // the last answer that was applied
  let seen = kept.urgent; // the newest top-priority incident that was here; undefined: none yet
  let surging = null; // whether there is one; null: not known yet
  let reloadAt = null; // ms, when this page is outdated
  let errors = 0;
  let problem = "";

  function now() {
    return Date.now() + loop.state.skew;
  }

  /* ---- what is asked ---- */

  function address() {
    const query = new URLSearchParams(window.location.search);
    if (rotation.wanted()) query.set("scene", rotation.wanted());
    const text = query.toString();
    return text ? "?" + text : "";
  }

  function ask(url, options) {
    return window.fetch(url, { ...options, headers: { ...options.headers, "OneScreen-Wall": report() } });
  }

  /* What whoever runs the displays wants to know of this one. */
  function report() {
    if (!kept.id) kept.id = Math.random().toString(36).slice(2, 12);
    const said = JSON.stringify({
      id: kept.id, release: page.dataset.release, scene: rotation.shown() || "",
      width: window.innerWidth, height: window.innerHeight, ratio: window.devicePixelRatio,
      as_of: last ? last.as_of : "", version: last ? last.version : 0, errors: errors,
      problem: problem.slice(0, 120),
    });
    return said.replace(/[^\x20-\x7e]/g, escaped); // a header is ASCII; a code or a message need not be
  }

  function escaped(sign) {
    return "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0");
  }

  /* ---- what is shown ---- */

  function apply(changed, answer) {
    const before = own.wallFigures.values();
    const sameScene = rotation.shown() === answer.scene;
    html.lang = answer.language === "zh" ? "zh-CN" : "en";
    html.dataset.theme = answer.theme;
    document.title = answer.title;
    const broken = [];
    for (const name of Object.keys(changed)) {
      try {
        for (const [id, props] of Object.entries(changed[name].props)) own.draw.draw(id, props.children);
      } catch (error) {
        broken.push(name);
        note(error);
      }
    }
    lay(answer);
    last = answer;
    if (rotation.take(answer, now())) enter();
    else if (sameScene) own.wallFigures.play(before);
    alarm(answer);
    surge(answer);
    outdated(answer);
    tick();
    own.wallLabels.arrange();
    return broken;
  }

  /* Which panels are there, and how many beside the map. */
  function lay(answer) {
    const stage = document.getElementById("wall-stage");
    for (const panel of stage.children) panel.hidden = !answer.shown.includes(panel.dataset.panel);
    const beside = answer.shown.filter(function (name) { return name !== "map" && name !== "counts"; });
    stage.classList.toggle("has-map", answer.shown.includes("map"));
    stage.classList.toggle("has-counts", answer.shown.includes("counts"));
    stage.style.setProperty("--beside", Math.max(1, beside.length));
  }

  /* Another scene: it appears softly, and its time begins. */
  function enter() {
    kept.scene = rotation.shown();
    keep();
    own.wallFigures.soften(document.getElementById("wall-stage"));
    const line = document.getElementById("wall-line");
    line.getAnimations().forEach(function (old) { old.cancel(); });
    if (last.programme.length < 2) return; // nothing comes
    line.animate([{ transform: "scaleX(0)" }, { transform: "scaleX(1)" }], { duration: Math.max(1, rotation.left()), fill: "forwards" });
  }

  /* A new incident of top priority takes the display over; none does that was there before the page was. */
  function alarm(answer) {
    const fresh = answer.urgent && answer.urgent !== seen;
    const first = seen === undefined;
    seen = answer.urgent || seen || "";
    kept.urgent = seen;
    keep();
    if (fresh && !first && answer.takeover) rotation.interrupt(now(), answer.takeover);
  }

  /* Clearly more is reported than usual, and was not a moment ago: the district is shown. */
  function surge(answer) {
    const begins = answer.surge && surging === false;
    surging = answer.surge;
    if (begins && rotation.jump("district")) later(0, loop.refresh);
  }

  function tick() {
    own.clock.tell(now(), null);
    const ended = rotation.step(now());
    const over = rotation.interrupted() && Boolean(last && last.urgent);
    document.getElementById("wall-takeover").hidden = !over;
    html.classList.toggle("is-taken-over", over);
    if (over) own.wallLabels.arrange();
    const line = document.getElementById("wall-line").getAnimations()[0];
    if (line && over !== (line.playState === "paused")) { if (over) line.pause(); else line.play(); }
    const [x, y] = own.shift(Math.floor(now() / 60000));
    page.style.setProperty("--shift-x", x);
    page.style.setProperty("--shift-y", y);
    tell();
    if (ended) {
      if (reloadAt !== null && now() >= reloadAt) reload();
      loop.refresh();
    }
  }

  /* ---- what is not known ---- */

  function tell() {
    const band = document.getElementById("wall-band");
    const which = trouble();
    html.classList.toggle("is-unsure", Boolean(which));
    band.hidden = !which;
    const text = which ? said(which) : "";
    if (band.textContent !== text) band.textContent = text;
  }

  function trouble() {
    if (/status 40[13]/.test(loop.state.offline ? loop.state.error || "" : "")) return "refused";
    if (loop.state.offline) return "offline";
    if (last && now() - Date.parse(last.as_of) > UNSEEN) return "standing";
    return "";
  }

  function said(which) {
    if (!last) return which === "refused"
      ? "此显示屏尚未接入，请用令牌打开 · This display is not connected: open it with its token"
      : "正在连接服务器 · Connecting";
    return last.bands[which].replace("{moment}", own.clock.moment(last.as_of, last));
  }

  function note(error) {
    errors += 1;
    problem = String((error && error.message) || error);
  }

  /* ---- a page that lives for weeks ---- */

  /* Another release, or the day's moment: the page is loaded anew, when a scene ends. */
  function outdated(answer) {
    if (reloadAt !== null) return;
    if (answer.release !== page.dataset.release) reloadAt = now() + SOON * Math.random() + rest();
    else if (answer.epoch !== page.dataset.epoch) reloadAt = now() + JITTER * Math.random();
  }

  /* While servers of two releases answer in turn, a page is outdated at once: then not sooner than this. */
  function rest() {
    return Math.min(JITTER, Math.max(0, (kept.loaded || 0) + JITTER - now()));
  }

  /* Only over a server that answers with this page: a browser's own error page never comes back. */
  async function reload() {
    try {
      const answer = await window.fetch(window.location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected || !(await answer.text()).includes('id="wall"')) return;
      kept.loaded = now();
      keep();
      window.location.reload();
    } catch { /* the next scene tries again */ }
  }

  function keep() {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  }

  function later(delay, run) {
    const timer = setTimeout(run, delay);
    return function () { clearTimeout(timer); };
  }

  const loop = own.createLoop({
    path: "/wall/scene",
    fetch: ask,
    address: address,
    apply: apply,
    show: tell,
    after: later,
    now: Date.now,
    random: Math.random,
    hidden: function () { return document.hidden; },
    paused: function () { return false; },
  });
  own.state = loop.state;
  own.wall = { rotation: rotation, refresh: loop.refresh, shown: function () { return last; }, tick: tick };

  window.addEventListener("error", function (event) { note(event.error || event.message); });
  window.addEventListener("unhandledrejection", function (event) { note(event.reason); });
  window.addEventListener("online", loop.refresh);
  window.addEventListener("resize", own.wallLabels.arrange);
  document.addEventListener("visibilitychange", loop.refresh);
  document.fonts.ready.then(own.wallLabels.arrange);
  setInterval(tick, 1000);
  loop.refresh();
})();
