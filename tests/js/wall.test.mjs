// The wall's rotation: which scene, for how long, and what takes it over.
import assert from "node:assert/strict";
import { test } from "node:test";
import "../../assets/wall-rotation.js";

const { createRotation, shift } = globalThis.onescreen;
const programme = [["a", 10], ["b", 5], ["c", 7]];
const answer = (scene, scenes = programme) => ({ scene, programme: scenes });

function started(scene = "a") {
  const rotation = createRotation();
  rotation.take(answer(scene), 0);
  return rotation;
}

/* Lets time pass second by second; the scenes that were wanted, each answered at once. */
function through(rotation, from, to) {
  const seen = [];
  for (let now = from; now <= to; now += 1000) {
    if (!rotation.step(now)) continue;
    seen.push([rotation.wanted(), now / 1000]);
    rotation.take(answer(rotation.wanted()), now);
  }
  return seen;
}

test("each scene stays its time, and the last is followed by the first", () => {
  assert.deepEqual(through(started(), 1000, 34000), [["b", 10], ["c", 15], ["a", 22], ["b", 32]]);
});

test("a scene's time begins when it is shown: while its answer is under way the old one stays", () => {
  const rotation = started();
  assert.equal(rotation.step(10000), true);
  assert.equal(rotation.wanted(), "b");
  assert.equal(rotation.shown(), "a");
  for (let now = 11000; now < 60000; now += 1000) assert.equal(rotation.step(now), false);
  rotation.take(answer("b"), 60000);
  assert.deepEqual(through(rotation, 61000, 65000), [["c", 65]]);
});

test("what takes over stops the rotation, which goes on where it was", () => {
  const rotation = started();
  through(rotation, 1000, 4000);
  rotation.interrupt(4000, 30);
  assert.deepEqual(through(rotation, 5000, 33000), []);
  assert.equal(rotation.interrupted(), true);
  assert.equal(rotation.left(), 6000);
  rotation.step(34000);
  assert.equal(rotation.interrupted(), false);
  assert.deepEqual(through(rotation, 35000, 40000), [["b", 40]]);
});

test("another rotation counts at once; a scene that is gone gives way to the answer's", () => {
  const rotation = started("b");
  rotation.take(answer("b", [["b", 5], ["x", 9]]), 1000);
  assert.equal(rotation.step(5000), true);
  assert.equal(rotation.wanted(), "x");
  rotation.take(answer("a"), 6000);
  assert.equal(rotation.wanted(), "a");
});

test("a surge leads to a scene of the rotation at once, and the rotation goes on from there", () => {
  const rotation = started("b");
  assert.equal(rotation.jump("nowhere"), false);
  assert.equal(rotation.jump("b"), false);
  assert.equal(rotation.jump("a"), true);
  assert.equal(rotation.wanted(), "a");
  rotation.take(answer("a"), 1000);
  assert.deepEqual(through(rotation, 2000, 11000), [["b", 11]]);
});

test("a rotation of one scene begins it again, and says each time that it is over", () => {
  const rotation = createRotation();
  rotation.take(answer("a", [["a", 5]]), 0);
  const over = [];
  for (let now = 1000; now < 16000; now += 1000) if (rotation.step(now)) over.push(now);
  assert.deepEqual(over, [5000, 10000, 15000]);
  assert.equal(rotation.wanted(), "a");
  assert.equal(rotation.left(), 5000);
});

test("a clock that is set back, or a machine that slept, does no harm", () => {
  const rotation = started();
  rotation.step(5000);
  assert.equal(rotation.step(-3600000), false);
  assert.equal(rotation.left(), 5000);
  assert.equal(rotation.step(3600000), true);
});

test("a display that was loaded anew goes on with the scene that it kept", () => {
  assert.equal(createRotation("c").wanted(), "c");
});

test("the picture moves round a circle and comes back", () => {
  const places = new Set(Array.from({ length: 16 }, (_, minute) => String(shift(minute))));
  assert.equal(places.size, 16);
  assert.deepEqual(shift(16), shift(0));
  for (let minute = 0; minute < 16; minute += 1) assert.ok(Math.hypot(...shift(minute)) <= 1.01);
});
