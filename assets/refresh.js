/* The refresh loop: one conditional GET answers the whole screen, one request in flight.

   What is needed from outside comes in as `env`, so that the loop runs without a browser:
     path, fetch(url, options), address() -> "?…", apply(panels, answer) -> names of those that failed,
     show(state, answer) after every round, after(ms, run) -> cancel(), now() -> ms, random() -> 0..1,
     hidden() -> boolean, paused() -> boolean: then only what is not shown yet is asked for
   An ETag or a panel's hash is remembered only after it has been applied: whatever is dropped or
   breaks on the way is asked for again. */
(function (root) {
  "use strict";

  const PACE = 500; // between two questions
  const FIRST = 1000; // after a failure; doubled after each further one
  const LONGEST = 3200; // between two attempts without a server; spread, 4 s
  const PATIENCE = 20000; // for one answer
  const LOST = 2; // failures in a row from which the connection counts as lost

  function createLoop(env) {
    const state = {
      version: null, as_of: null, applied: 0, rounds: 0, failures: 0, offline: false, skew: 0,
    };
    const hashes = new Map(); // panel -> hash of what is on the screen
    let etag = null; // of the last answer that was applied in full
    let etagOf = null; // the address that it answers
    let flight = null; // {address, controller}
    let cancelNext = function () {};

    /* Asks at once, unless the same question is under way. */
    function refresh() {
      if (flight) {
        if (flight.address === env.address()) return flight.done;
        flight.controller.abort();
      }
      cancelNext();
      if (env.hidden() || (env.paused() && shows(env.address()))) return Promise.resolve();
      const mine = { address: env.address(), controller: new AbortController(), done: null };
      flight = mine;
      mine.done = round(mine).finally(function () {
        if (flight !== mine) return;
        flight = null;
        cancelNext = env.after(pause(state.failures, env.random()), refresh);
      });
      return mine.done;
    }

    async function round(mine) {
      state.rounds += 1;
      const giveUp = env.after(PATIENCE, function () { mine.controller.abort(); });
      try {
        const response = await env.fetch(env.path + mine.address, question(mine));
        noteSkew(response);
        if (response.status === 304) return succeeded(null);
        if (response.status !== 200) throw new Error("status " + response.status);
        const answer = await response.json();
        if (flight !== mine || env.address() !== mine.address) return;
        take(answer, response, mine.address);
      } catch (error) {
        if (flight === mine) failed(error);
      } finally {
        giveUp();
      }
    }

    /* Whether all of an address's screen is shown, as of some version. */
    function shows(address) {
      return Boolean(etag) && etagOf === address;
    }

    function question(mine) {
      const headers = { Accept: "application/json" };
      if (shows(mine.address)) headers["If-None-Match"] = etag;
      return { headers: headers, signal: mine.controller.signal, cache: "no-store", credentials: "same-origin" };
    }

    function take(answer, response, address) {
      const changed = changedPanels(answer.panels, hashes);
      const broken = new Set(env.apply(changed, answer));
      for (const name of Object.keys(changed)) {
        if (!broken.has(name)) hashes.set(name, changed[name].hash);
      }
      state.applied += Object.keys(changed).length - broken.size;
      state.version = answer.version;
      state.as_of = answer.as_of;
      etag = broken.size ? null : response.headers.get("ETag");
      etagOf = address;
      succeeded(answer);
    }

    function succeeded(answer) {
      state.failures = 0;
      state.offline = false;
      env.show(state, answer);
    }

    function failed(error) {
      state.failures += 1;
      state.offline = state.failures >= LOST;
      state.error = String(error);
      env.show(state, null);
    }

    /* How far the browser's clock is behind the server's; a few seconds may be the network. */
    function noteSkew(response) {
      const said = Date.parse(response.headers.get("Date") || "");
      if (Number.isNaN(said)) return;
      const skew = said - env.now();
      state.skew = Math.abs(skew) < 5000 ? 0 : skew;
    }

    return { state: state, refresh: refresh };
  }

  /* The panels that differ from what is on the screen. */
  function changedPanels(panels, hashes) {
    const changed = {};
    for (const name of Object.keys(panels)) {
      if (hashes.get(name) !== panels[name].hash) changed[name] = panels[name];
    }
    return changed;
  }

  /* Milliseconds until the next question: 1, 2, 3.2 s after failures, spread by a quarter. */
  function pause(failures, random) {
    if (!failures) return PACE;
    return Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * (0.75 + 0.5 * random);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    createLoop: createLoop, changedPanels: changedPanels, pause: pause,
  });
})(typeof window === "undefined" ? globalThis : window);
