import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./browser.mjs";

const { createLoop, changedPanels, pause } = load("refresh.js");

/* A world that the test turns by hand: requests wait for `reply`, timers for `fire`. */
function world() {
  const w = { address: "?a", requests: [], timers: [], applied: [], shown: [], hidden: false, paused: false, broken: [] };
  const settle = () => new Promise((done) => setImmediate(done));
  w.env = {
    path: "/screen",
    fetch: (url, options) => new Promise((resolve, reject) => {
      w.requests.push({ url, headers: options.headers, resolve, reject });
      options.signal.addEventListener("abort", () => reject(new Error("aborted")));
    }),
    address: () => w.address,
    apply: (panels) => { w.applied.push(Object.keys(panels)); return w.broken; },
    show: (state) => w.shown.push({ ...state }),
    after: (delay, run) => {
      const timer = { delay, run };
      w.timers.push(timer);
      return () => { w.timers = w.timers.filter((t) => t !== timer); };
    },
    now: () => 0,
    random: () => 0.5,
    hidden: () => w.hidden,
    paused: () => w.paused,
  };
  w.loop = createLoop(w.env);
  w.reply = async (request, status, panels = {}, etag = null) => {
    request.resolve({
      status,
      headers: { get: (name) => (name === "ETag" ? etag : null) },
      json: async () => ({ version: 7, as_of: "2026-03-02T00:00:00Z", panels }),
    });
    await settle();
  };
  w.lose = async (request) => { request.reject(new Error("network")); await settle(); };
  w.next = () => w.timers.find((t) => t.delay <= 5000);
  w.fire = () => { const timer = w.next(); w.timers = w.timers.filter((t) => t !== timer); timer.run(); };
  return w;
}

const two = { closure: { hash: "1", props: {} }, feed: { hash: "2", props: {} } };

test("the first answer is applied whole, the next ones only where they changed", async () => {
  const w = world();
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.fire();
  await w.reply(w.requests[1], 200, { ...two, feed: { hash: "3", props: {} } }, '"y"');
  assert.deepEqual(w.applied, [["closure", "feed"], ["feed"]]);
  assert.equal(w.loop.state.applied, 3);
  assert.equal(w.loop.state.version, 7);
});

test("an ETag is sent only after its answer was applied, and 304 changes nothing", async () => {
  const w = world();
  w.loop.refresh();
  assert.equal(w.requests[0].headers["If-None-Match"], undefined);
  await w.reply(w.requests[0], 200, two, '"x"');
  w.fire();
  assert.equal(w.requests[1].headers["If-None-Match"], '"x"');
  await w.reply(w.requests[1], 304);
  assert.equal(w.applied.length, 1);
});

test("an answer slower than many ticks is still applied, and nothing else is asked meanwhile", async () => {
  const w = world();
  w.loop.refresh();
  w.loop.refresh();
  w.loop.refresh();
  assert.equal(w.requests.length, 1);
  assert.equal(w.next(), undefined, "no tick is set while a request is under way");
  await w.reply(w.requests[0], 200, two, '"x"');
  assert.deepEqual(w.applied, [["closure", "feed"]]);
  assert.equal(w.next().delay, 500);
});

test("a panel that could not be applied is asked for again", async () => {
  const w = world();
  w.broken = ["feed"];
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.broken = [];
  w.fire();
  assert.equal(w.requests[1].headers["If-None-Match"], undefined);
  await w.reply(w.requests[1], 200, two, '"x"');
  assert.deepEqual(w.applied[1], ["feed"]);
});

test("another address asks at once and drops the answer of the old one", async () => {
  const w = world();
  w.loop.refresh();
  w.address = "?b";
  w.loop.refresh();
  assert.deepEqual(w.requests.map((r) => r.url), ["/screen?a", "/screen?b"]);
  await w.reply(w.requests[0], 200, two, '"old"');
  assert.deepEqual(w.applied, []);
  await w.reply(w.requests[1], 200, two, '"new"');
  assert.deepEqual(w.applied, [["closure", "feed"]]);
  assert.equal(w.loop.state.failures, 0, "giving up an old question is no failure");
});

test("an answer is dropped when the address changed while it was under way, unnoticed", async () => {
  const w = world();
  w.loop.refresh();
  w.address = "?b";
  await w.reply(w.requests[0], 200, two, '"x"');
  assert.deepEqual(w.applied, []);
  w.fire();
  assert.equal(w.requests[1].url, "/screen?b");
});

test("an ETag belongs to its address", async () => {
  const w = world();
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.address = "?b";
  w.loop.refresh();
  assert.equal(w.requests[1].headers["If-None-Match"], undefined);
});

test("two failures in a row are a lost connection, with longer pauses; one answer heals it", async () => {
  const w = world();
  const pauses = [];
  w.loop.refresh();
  await w.lose(w.requests[0]);
  assert.equal(w.loop.state.offline, false);
  for (let i = 1; i < 5; i += 1) {
    pauses.push(w.next().delay);
    w.fire();
    await w.reply(w.requests[i], 503);
  }
  assert.deepEqual(pauses, [1000, 2000, 3200, 3200]);
  assert.equal(w.loop.state.offline, true);
  w.fire();
  await w.reply(w.requests[5], 200, two, '"x"');
  assert.equal(w.loop.state.offline, false);
  assert.equal(w.shown.at(-1).offline, false);
});

test("an answer that never comes is given up and counts as a failure", async () => {
  const w = world();
  w.loop.refresh();
  w.timers.find((t) => t.delay > 5000).run();
  await new Promise((done) => setImmediate(done));
  assert.equal(w.loop.state.failures, 1);
  assert.equal(w.next().delay, 1000);
});

test("a hidden tab does not ask, and catches up when it is seen", async () => {
  const w = world();
  w.hidden = true;
  await w.loop.refresh();
  assert.equal(w.requests.length, 0);
  w.hidden = false;
  w.loop.refresh();
  assert.equal(w.requests.length, 1);
});

test("while it is paused what is shown is not asked for again, and going on asks at once", async () => {
  const w = world();
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.paused = true;
  w.fire();
  await w.loop.refresh();
  assert.equal(w.requests.length, 1);
  assert.equal(w.next(), undefined, "nothing is planned");
  w.paused = false;
  w.loop.refresh();
  assert.equal(w.requests[1].headers["If-None-Match"], '"x"');
  await w.reply(w.requests[1], 200, { feed: { hash: "3", props: {} } }, '"y"');
  assert.deepEqual(w.applied, [["closure", "feed"], ["feed"]]);
  assert.equal(w.next().delay, 500);
});

test("another address is asked for while it is paused, until it is shown whole", async () => {
  const w = world();
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.paused = true;
  w.address = "?b";
  w.loop.refresh();
  await w.lose(w.requests[1]);
  w.fire();
  w.broken = ["feed"];
  await w.reply(w.requests[2], 200, { feed: { hash: "3", props: {} } }, '"y"');
  w.broken = [];
  w.fire();
  await w.reply(w.requests[3], 200, { feed: { hash: "3", props: {} } }, '"y"');
  w.fire();
  assert.deepEqual(w.requests.map((r) => r.url), ["/screen?a", "/screen?b", "/screen?b", "/screen?b"]);
});

test("pauses are spread by a quarter", () => {
  assert.equal(pause(0, 0.9), 500);
  assert.equal(pause(2, 0), 1500);
  assert.equal(pause(2, 1), 2500);
  assert.equal(pause(9, 1), 4000); // so that a server is found again within 5 s
});

test("only panels with another hash are changed", () => {
  const changed = changedPanels(two, new Map([["closure", "1"], ["feed", "other"]]));
  assert.deepEqual(Object.keys(changed), ["feed"]);
});

/* Viewers under one clock, turned by hand; the server answers nothing until it is back. */
async function crowd(viewers, seconds, backAt) {
  const timers = [];
  const asked = []; // moments
  let now = 0;
  let seed = 1;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  const after = (delay, run) => {
    const timer = { at: now + delay, run };
    timers.push(timer);
    return () => timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
  };
  const answer = { status: 304, headers: { get: () => null } };
  for (let i = 0; i < viewers; i += 1) {
    createLoop({
      path: "/screen",
      fetch: async () => { asked.push(now); if (now < backAt) throw new Error("away"); return answer; },
      address: () => "", apply: () => [], show: () => {}, after, now: () => now, random, hidden: () => false, paused: () => false,
    }).refresh();
  }
  for (now = 0; now < seconds * 1000; now += 10) {
    for (const timer of timers.filter((t) => t.at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
    await new Promise((done) => setImmediate(done));
  }
  return asked;
}

test("200 viewers that lost their server at one moment come back one after the other", async () => {
  const asked = await crowd(200, 26, 20000);
  const back = asked.filter((at) => at >= 20000 && at < 25000);
  const tenths = new Map();
  for (const at of back) tenths.set(Math.floor(at / 100), (tenths.get(Math.floor(at / 100)) || 0) + 1);
  assert.ok(Math.max(...tenths.values()) < 70, "of 200 in a tenth of a second");
  const away = asked.filter((at) => at >= 10000 && at < 20000);
  assert.ok(away.length < 200 * 4, "a viewer asks every few seconds while nobody answers");
});

test("what a partial answer leaves out stays known", async () => {
  const w = world();
  w.loop.refresh();
  await w.reply(w.requests[0], 200, two, '"x"');
  w.fire();
  await w.reply(w.requests[1], 200, { feed: { hash: "3", props: {} } }, '"y"');
  w.fire();
  assert.equal(w.requests[2].headers["If-None-Match"], '"y"');
  await w.reply(w.requests[2], 200, two, '"z"');
  assert.deepEqual(w.applied, [["closure", "feed"], ["feed"], ["feed"]]);
});
