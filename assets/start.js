/* Starts everything. The first answer is asked for at once, and applied when Dash has drawn the page. */
(function () {
  "use strict";

  const own = window.onescreen;
  let last = null; // the last answer that was applied
  let outlines = null; // the areas of the map as they were sent
  let rem = 0; // the root's size in pixels, asked for before anything changes: later it costs a layout

  function ready() {
    return window.dash_clientside && window.dash_clientside.set_props
      && document.querySelector("#react-entry-point .page");
  }

  function setProps(component, props) {
    const { children, ...rest } = props;
    if (children !== undefined) own.draw.draw(component, children);
    if (children !== undefined && last !== null && !again()) own.draw.toTop(component);
    if (rest.figure) {
      const figure = own.figures.prepared(component, rest.figure, rem);
      // It takes as long to draw as all else together: in a task of its own, so that who types or
      // scrolls does not wait for both.
      setTimeout(function () { window.dash_clientside.set_props(component, { ...rest, figure: figure }); }, 0);
      return;
    }
    if (rest.data) outlines = { component: component, data: rest.data };
    if (Object.keys(rest).length) window.dash_clientside.set_props(component, rest);
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
    rem = own.map.rem();
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
    window.addEventListener("resize", function () {
      const before = rem;
      rem = own.map.rem();
      if (rem !== before) redrawFigures();
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
