import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./browser.mjs";

const { session } = load("session.js");
const settle = () => new Promise((done) => setImmediate(done));

/* A server that the test plays: `reply` answers the oldest question. */
function world() {
  const w = { asked: [], told: [] };
  w.session = session.create({
    fetch: (resource, options) => new Promise((resolve, reject) => w.asked.push({ resource, options, resolve, reject })),
    begin: () => w.told.push("ended"),
    done: () => w.told.push("goes on"),
    reload: () => w.told.push("reload"),
  });
  w.reply = async (status, viewer = null) => {
    w.asked.shift().resolve(answer(status, viewer));
    await settle();
  };
  return w;
}

function answer(status, viewer = null) {
  return { status, headers: { get: (name) => (name === "OneScreen-Viewer" ? viewer : null) } };
}

test("what was asked when the session ended is asked again after login, and answered", async () => {
  const w = world();
  const got = [];
  w.session.ask("/screen?a", { method: "GET" }).then((response) => got.push(response.status));
  w.session.ask("/case?b").then((response) => got.push(response.status));
  await w.reply(401);
  await w.reply(401);
  assert.deepEqual(w.told, ["ended"], "said once");
  assert.deepEqual([got, w.asked, w.session.over()], [[], [], true]);
  w.session.resume(answer(200, "x"));
  await settle();
  assert.deepEqual(w.told, ["ended", "goes on"]);
  assert.deepEqual(w.asked.map((one) => one.resource), ["/screen?a", "/case?b"]);
  await w.reply(200, "x");
  await w.reply(404, "x");
  assert.deepEqual(got, [200, 404]);
});

test("nothing is asked while nobody is logged in", async () => {
  const w = world();
  w.session.ask("/screen");
  await w.reply(401);
  w.session.ask("/cameras");
  await settle();
  assert.deepEqual(w.asked, []);
});

test("a late refusal of what was asked before the login does not end the new session", async () => {
  const w = world();
  w.session.ask("/screen");
  w.session.ask("/list");
  await w.reply(401);
  w.session.resume(answer(200, "x"));
  await settle();
  await w.reply(401); // of the list, sent before
  assert.deepEqual(w.told, ["ended", "goes on"]);
  assert.deepEqual(w.asked.map((one) => one.resource), ["/screen", "/list"]);
});

test("who gave up while the session was over gets an answer all the same", async () => {
  const w = world();
  const patience = new AbortController();
  w.session.ask("/screen", { signal: patience.signal, cache: "no-store" });
  assert.equal(w.asked[0].options.signal, patience.signal);
  await w.reply(401);
  patience.abort();
  w.session.resume(answer(200));
  await settle();
  assert.equal(w.asked[0].options.signal, undefined);
  assert.equal(w.asked[0].options.cache, "no-store");
});

test("an answer for somebody else loads the page anew and reaches nobody", async () => {
  const w = world();
  const got = [];
  w.session.ask("/screen").then(() => got.push("first"));
  await w.reply(200, "x");
  w.session.ask("/screen").then(() => got.push("second"));
  await w.reply(304, "y");
  assert.deepEqual([w.told, got], [["reload"], ["first"]]);
});

test("another account after the session ended loads the page anew, too", async () => {
  const w = world();
  w.session.ask("/screen");
  await w.reply(200, "x");
  w.session.ask("/screen");
  await w.reply(401);
  w.session.resume(answer(200, "y"));
  await settle();
  assert.deepEqual(w.told, ["ended", "reload"]);
  assert.equal(w.session.over(), true, "nothing goes on before");
  assert.deepEqual(w.asked, []);
});

test("an answer that names nobody is anybody's", async () => {
  const w = world();
  w.session.ask("/screen");
  await w.reply(200, "x");
  w.session.ask("/assets/x.js");
  await w.reply(200);
  assert.deepEqual(w.told, []);
});
