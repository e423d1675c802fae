import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { caseMap } = load("case-map.js");

const box = { left: 100, top: 50, right: 900, bottom: 650 };

test("what the drawer covers of the map is not free", () => {
  const drawer = { left: 700, top: 60, right: 1300, bottom: 800 };
  assert.deepEqual(plain(caseMap.free(box, drawer)), { left: 0, top: 0, right: 600, bottom: 600 });
});

test("a drawer beside the map, or above or below it, covers nothing", () => {
  const whole = { left: 0, top: 0, right: 800, bottom: 600 };
  for (const drawer of [
    { left: 950, top: 60, right: 1300, bottom: 800 },
    { left: 0, top: 700, right: 1300, bottom: 800 },
    { left: 0, top: 0, right: 1300, bottom: 50 },
  ]) assert.deepEqual(plain(caseMap.free(box, drawer)), whole);
});

test("under a drawer over all of it nothing is free", () => {
  assert.equal(caseMap.free(box, { left: 0, top: 0, right: 1300, bottom: 800 }), null);
});

test("a place is in sight if it is not too near the edge", () => {
  const area = { left: 0, top: 0, right: 600, bottom: 400 };
  assert.equal(caseMap.inside({ x: 20, y: 20 }, area, 20), true);
  assert.equal(caseMap.inside({ x: 19, y: 200 }, area, 20), false);
  assert.equal(caseMap.inside({ x: 581, y: 200 }, area, 20), false);
  assert.equal(caseMap.inside({ x: 300, y: 381 }, area, 20), false);
  assert.equal(caseMap.inside({ x: 300, y: 19 }, area, 20), false);
});
