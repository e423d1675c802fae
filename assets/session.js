/* The session of whoever looks. When it ends the screen says so in place; what was asked for waits, and
   is asked for again once somebody has logged in here: filters, list and incident stay as they are.
   Every answer names whom it is for; where that is somebody else now, the page is loaded anew, so that
   nothing of the one before stays.

   What is needed from outside comes in as `env`: fetch(resource, options), begin() when it has ended,
   done() when it goes on, reload(). */
(function (root) {
  "use strict";

  const VIEWER = "OneScreen-Viewer";
  const PACE = 3000; // ms between two looks whether another tab has logged in

  function createSession(env) {
    let viewer = null; // as the last answer named them
    let turn = 0; // sessions that have ended here
    let waiting = null; // {over, go}: a promise and what keeps it, while nobody is logged in

    /* As window.fetch, except that an answer may wait until somebody has logged in. */
    async function ask(resource, options) {
      for (let held = false; ; held = true) {
        if (waiting) await waiting.over;
        const mine = turn;
        const response = await env.fetch(resource, held ? patient(options) : options);
        if (response.status !== 401) return isOther(response) ? leave() : response;
        if (mine === turn) end();
      }
    }

    function end() {
      turn += 1;
      const next = {};
      next.over = new Promise(function (resolve) { next.go = resolve; });
      waiting = next;
      env.begin();
    }

    function isOther(response) {
      const said = response.headers.get(VIEWER);
      const other = viewer !== null && said !== null && said !== viewer;
      if (said !== null && viewer === null) viewer = said;
      return other;
    }

    /* A new page comes: nothing of the old one is to be answered any more. */
    function leave() {
      env.reload();
      return new Promise(function () {});
    }

    /* Goes on after an answer that somebody got who is logged in. */
    function resume(response) {
      if (!waiting) return undefined;
      if (isOther(response)) return leave();
      const go = waiting.go;
      waiting = null;
      env.done();
      return go();
    }

    return { ask: ask, resume: resume, over: function () { return waiting !== null; } };
  }

  /* The options of what has waited: whoever asked may have given up meanwhile, and gets it all the same. */
  function patient(options) {
    return options && options.signal && options.signal.aborted ? { ...options, signal: undefined } : options;
  }

  /* ---- in a browser ---- */

  function start() {
    const fetch = root.fetch.bind(root);
    const html = document.documentElement;
    const session = createSession({
      fetch: fetch,
      begin: function () {
        html.classList.add("session-ended");
        for (const element of hidden()) element.inert = true;
        show();
      },
      done: function () {
        root.onescreen.sessionOver.close();
        for (const element of hidden()) element.inert = false;
        html.classList.remove("session-ended");
      },
      reload: function () {
        html.classList.add("session-ended");
        root.location.reload();
      },
    });

    function hidden() {
      return document.querySelectorAll("body > :not(.session-over)");
    }

    /* The place that tells mode and texts is there once Dash has drawn the page. */
    function show() {
      const place = document.querySelector("[data-session]");
      if (!place) return void setTimeout(show, 50);
      root.onescreen.sessionOver.open(JSON.parse(place.dataset.session), login);
    }

    async function login(said) {
      const response = await fetch("/login", {
        method: "POST", body: JSON.stringify(said), cache: "no-store", credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
      });
      if (response.ok) return void session.resume(response);
      throw new Error((await response.json()).problem);
    }

    async function look() {
      if (!session.over() || document.hidden) return;
      try {
        const response = await fetch("/account", { cache: "no-store", headers: { Accept: "application/json" } });
        if (response.ok) session.resume(response);
      } catch { /* the server is away: it is looked again */ }
    }

    root.fetch = session.ask;
    setInterval(look, PACE);
    document.addEventListener("visibilitychange", look);
    root.addEventListener("keydown", function (event) { // before anybody else: nothing under it closes
      if (session.over() && event.key === "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, true);
    root.onescreen.session.over = session.over;
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    session: { create: createSession, over: function () { return false; } },
  });
  if (root.document) start();
})(typeof window === "undefined" ? globalThis : window);
