/* Starts everything. The first answer is asked for at once, and applied when Dash has drawn the page. */
(function () {
  "use strict";

  const own = window.onescreen;
  let last = null; // the last answer that was applied
  let outlines = null; // the areas of the map as they were sent

  function ready() {
    return window.dash_clientside && window.dash_clientside.set_props
      && document.querySelector("#react-entry-point .page");
  }

  function setProps(component, props) {
    const { children, ...rest } = props;
    if (children !== undefined) own.draw.draw(component, children);
    if (children !== undefined && last !== null && !again()) own.draw.toTop(component);
    if (rest.figure) return void drawLater(component, rest);
    if (rest.data) outlines = { component: component, data: rest.data };
    if (Object.keys(rest).length) window.dash_clientside.set_props(component, rest);
  }

  /* A figure takes as long to draw as all else together: in a task of its own, so that who types or
     scrolls waits for neither as for both. */
  const figuresToDraw = new Map();

  function drawLater(component, props) {
    if (!figuresToDraw.size) setTimeout(drawFigures, 0);
    figuresToDraw.set(component, props);
  }

  function drawFigures() {
    for (const [component, props] of figuresToDraw) {
      const figure = own.figures.prepared(component, props.figure, own.map.rem());
      window.dash_clientside.set_props(component, { ...props, figure: figure });
    }
    figuresToDraw.clear();
  }

  /* Outlines that came while the map was still being made are lost by it now and then: once more. */
  function redrawOutlines() {
    if (!outlines || !outlines.data.features.length || own.map.hasOutlines()) return;
    window.dash_clientside.set_props(outlines.component, { data: { ...outlines.data } });
  }

  /* Whether the screen already shows this address: then what is under hand is kept. */
  function again() {
    return last !== null && last.address === own.address.screen();
  }

  function apply(changed, answer) {
    own.counted.take(answer);
    own.page.dress(answer); // before: canvases take their colours from the theme
    own.views.arrange(answer.arrangement); // before: what is drawn has its size
    const broken = own.page.applyPanels(changed, setProps, function (name, error) {
      console.error("onescreen: the panel " + name + " could not be applied", error);
    });
    const marks = again();
    last = { ...answer, address: own.address.screen() };
    own.page.showStale(changed);
    if (marks) own.page.mark(changed);
    own.panels.follow();
    tick();
    requestAnimationFrame(function () { requestAnimationFrame(painted); });
    return broken;
  }

  /* Dash draws map and figure a little later. */
  function painted() {
    tick();
    own.plotly.begin();
  }

  function now() {
    return Date.now() + own.state.skew;
  }

  function tick() {
    own.paused.show(); // and tells the clock
    own.search.follow();
    own.drawArea.show();
    own.map.fit();
    own.cameras.follow();
  }

  function redrawFigures() {
    for (const [component, figure] of own.figures.drawn) setProps(component, { figure: figure });
  }

  let screen = own.address.screen();

  /* What opens over the screen leaves it as it is. */
  function onAddress() {
    own.list.follow();
    if (own.address.screen() === screen) return;
    screen = own.address.screen();
    loop.refresh();
  }

  function later(delay, run) {
    const timer = setTimeout(run, delay);
    return function () { clearTimeout(timer); };
  }

  let page = function () {};
  const drawn = new Promise(function (resolve) { page = resolve; });

  const loop = own.createLoop({
    path: "/screen",
    fetch: function (url, options) {
      return Promise.all([window.fetch(url, options), drawn]).then(function (both) { return both[0]; });
    },
    address: own.address.screen,
    apply: apply,
    show: function (state) {
      own.page.showConnection(state, last);
      own.choices.follow();
      own.list.follow();
      own.case.follow();
    },
    after: later,
    now: Date.now,
    random: Math.random,
    hidden: function () { return document.hidden; },
    paused: own.paused.is,
  });
  own.state = loop.state;
  own.shown = function () { return last; };

  function begin() {
    if (!ready()) return void setTimeout(begin, 30);
    document.querySelector(".frame").remove(); // the page itself is there
    window.addEventListener("popstate", onAddress);
    window.addEventListener("_dashprivate_pushstate", onAddress);
    document.addEventListener("visibilitychange", loop.refresh);
    window.addEventListener("online", loop.refresh);
    let size = own.map.rem();
    window.addEventListener("resize", function () {
      if (size !== own.map.rem()) redrawFigures();
      size = own.map.rem();
    });
    own.menus.start();
    own.ownPeriod.start();
    own.drawArea.start();
    own.trendRange.start();
    own.search.start();
    own.paused.start(loop.refresh, now);
    own.keys.start();
    own.choices.start();
    own.list.start();
    own.case.start();
    own.map.start();
    setInterval(tick, 1000);
    setInterval(redrawOutlines, 1000);
    page();
    loop.refresh();
  }

  loop.refresh();
  begin();
})();
