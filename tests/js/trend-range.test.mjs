import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { trendRange } = load("trend-range.js");
const hours = ["2026-11-22T22:00:00", "2026-11-22T23:00:00", "2026-11-23T00:00:00"];
const after = "2026-11-23T01:00:00";

test("a range is of whole buckets, said as short as it can be", () => {
  assert.deepEqual(plain(trendRange.period(hours, after, 0, 1)), { from: "2026-11-22T22:00", to: "2026-11-23" });
  assert.deepEqual(plain(trendRange.period(hours, after, 2, 2)), { from: "2026-11-23", to: "2026-11-23T01:00" });
  assert.deepEqual(plain(trendRange.period(hours, after, 2, 0)), { from: "2026-11-22T22:00", to: "2026-11-23T01:00" });
});

test("the hour that comes twice where the clocks are put back is never an empty period", () => {
  const autumn = ["2026-10-25T02:00:00", "2026-10-25T02:00:00", "2026-10-25T03:00:00"];
  for (const hour of [0, 1]) {
    const chosen = trendRange.period(autumn, "2026-10-25T04:00:00", hour, hour);
    assert.deepEqual(plain(chosen), { from: "2026-10-25T02:00", to: "2026-10-25T03:00" });
  }
});

test("what is hit is the bucket whose point is nearest, at both ends too", () => {
  const at = (text) => trendRange.nearest(hours, trendRange.ms(text));
  assert.deepEqual(["2026-11-01", "2026-11-22 22:29:00.123", "2026-11-22 22:31", "2026-11-24"].map(at), [0, 0, 1, 2]);
});
