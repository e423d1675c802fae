import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { clock } = load("clock.js");
const { figures } = load("figures.js");
const { ownPeriod } = load("own-period.js");
const { cameras } = load("cameras.js");
const { page } = load("apply.js");

const texts = { now: "now", seconds: "{n} s", minutes: "{n} min", hours: "{n} h", until: "until" };

test("ages are told in the largest unit that leaves at least one of it", () => {
  const told = [0, 1.9, 2, 59.9, 60, 3599, 3600, 2 * 86400 - 1, 2 * 86400].map((s) => clock.ageText(s, texts));
  assert.deepEqual(told, ["now", "now", "2 s", "59 s", "1 min", "59 min", "1 h", "47 h", "until"]);
});

test("the clock is the district's, in both languages", () => {
  const moment = new Date("2026-11-23T16:30:00Z");
  assert.equal(clock.dayText(moment, "zh-CN", "Asia/Shanghai"), "11月24日 周二");
  assert.equal(clock.dayText(moment, "en", "America/Los_Angeles"), "Mon 23 Nov");
  assert.equal(clock.timeText(moment, "Asia/Shanghai"), "00:30");
});

test("a figure's lengths grow with the screen, its data and colours do not", () => {
  const figure = {
    data: [{ x: [1], y: [2], width: 0.8, line: { width: 2, color: "#fff" } }],
    layout: { font: { size: 12.5 }, margin: { l: 30 }, yaxis: { range: [0, 9] } },
  };
  assert.deepEqual(plain(figures.scaled(figure, 2)), {
    data: [{ x: [1], y: [2], width: 0.8, line: { width: 4, color: "#fff" } }],
    layout: { font: { size: 25 }, margin: { l: 60 }, yaxis: { range: [0, 9] } },
  });
  assert.equal(figure.layout.font.size, 12.5, "the figure itself is left as it was");
});

test("own days are both included, over month ends and leap days, and in either order", () => {
  const days = (first, last) => plain(ownPeriod.period({ first, last, firstTime: "08:00", lastTime: "", times: false }));
  assert.deepEqual(days("2028-02-01", "2028-02-28"), { from: "2028-02-01", to: "2028-02-29" });
  assert.deepEqual(days("2026-12-31", "2026-12-31"), { from: "2026-12-31", to: "2027-01-01" });
  assert.deepEqual(days("2026-11-09", "2026-11-01"), { from: "2026-11-01", to: "2026-11-10" });
});

test("own moments are as short as they can be said, in either order, and never none", () => {
  const moments = (first, firstTime, last, lastTime) => plain(ownPeriod.period({ first, firstTime, last, lastTime, times: true }));
  assert.deepEqual(moments("2026-11-01", "08:00", "2026-11-02", ""), { from: "2026-11-01T08:00", to: "2026-11-02" });
  assert.deepEqual(moments("2026-11-01", "09:30", "2026-11-01", "08:05:30"), { from: "2026-11-01T08:05", to: "2026-11-01T09:30" });
  assert.equal(moments("2026-11-01", "", "2026-11-01", "00:00"), null);
});

test("a field of view is a sector as wide and far as the camera sees", () => {
  const corners = cameras.fieldOfView(0, 0, { bearing: 90, angle: 60, range_m: 1111.95 });
  assert.deepEqual(plain(corners[0]), [0, 0]);
  const edge = corners.slice(1);
  for (const [lat, lon] of edge) assert.ok(Math.abs(Math.hypot(lat, lon) - 0.01) < 1e-9);
  assert.ok(edge.every(([, lon]) => lon > 0), "it looks east");
  assert.ok(Math.abs(edge[0][0] - 0.005) < 1e-9, "30 degrees north of its axis");
});

test("a camera without a bearing sees all around", () => {
  const corners = cameras.fieldOfView(60, 10, { bearing: null, angle: 90, range_m: 50 });
  const east = Math.max(...corners.map(([, lon]) => lon - 10));
  const north = Math.max(...corners.map(([lat]) => lat - 60));
  assert.ok(Math.abs(east / north - 2) < 0.01, "a circle in metres at 60 degrees north");
});

test("an offline camera is a hollow ring", () => {
  assert.equal(cameras.markStyle("offline", "grey", "black", 3).fillOpacity, 0);
  assert.equal(cameras.markStyle("in_order", "green", "black", 3).fillOpacity, 1);
});

test("a panel that breaks does not take the others with it", () => {
  const set = [];
  const panels = { a: { props: { one: {} } }, b: { props: { two: {} } }, c: { props: { three: {} } } };
  const setProps = (component) => {
    if (component === "two") throw new Error("no");
    set.push(component);
  };
  const broken = page.applyPanels(panels, setProps, () => {});
  assert.deepEqual(plain(broken), ["b"]);
  assert.deepEqual(set, ["one", "three"]);
});
