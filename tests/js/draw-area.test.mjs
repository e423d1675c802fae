import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { drawArea } = load("draw-area.js");

function circle(n, radius = 200) {
  return Array.from({ length: n }, (_, i) => ({
    x: 300 + radius * Math.cos((2 * Math.PI * i) / n), y: 300 + radius * Math.sin((2 * Math.PI * i) / n),
  }));
}

function area(points) {
  return Math.abs(points.reduce((sum, a, i) => {
    const b = points[(i + 1) % points.length];
    return sum + a.x * b.y - b.x * a.y;
  }, 0)) / 2;
}

test("a long stroke keeps its shape with as many corners as an address takes", () => {
  const stroke = circle(2000);
  const kept = drawArea.simplified(stroke, 60);
  assert.ok(kept.length >= 12 && kept.length <= 60, String(kept.length));
  assert.ok(Math.abs(area(kept) / area(stroke) - 1) < 0.02);
  const wild = stroke.map(({ x, y }, i) => ({ x: x + (i % 7) * 9, y: y - (i % 5) * 9 }));
  assert.ok(drawArea.simplified(wild, 60).length <= 60);
});

test("corners of a stroke stay, what lies between them goes", () => {
  const path = [[0, 0], [50, 0.4], [100, 0], [100, 60], [99.8, 90], [100, 100], [0, 100]].map(([x, y]) => ({ x, y }));
  assert.deepEqual(plain(drawArea.simplified(path, 60)).map(({ x, y }) => [x, y]), [[0, 0], [100, 0], [100, 100], [0, 100]]);
});

test("places are said to a metre, without zeros that say nothing", () => {
  assert.equal(drawArea.text([{ lng: 118.7, lat: 32.012344 }, { lng: -0.000001, lat: 1 / 3 }]), "118.7,32.01234;0,0.33333");
});

test("an address says a rectangle or a polygon, or no area", () => {
  assert.deepEqual(plain(drawArea.corners("1,2;3,4")), [[2, 1], [4, 1], [4, 3], [2, 3]]);
  assert.deepEqual(plain(drawArea.corners("1,2;3,4;5,0")), [[2, 1], [4, 3], [0, 5]]);
  for (const none of ["", "1,2", "1;2", "a,b;c,d", "1,2,3;4,5,6", "1,;2,3", "181,2;3,4", Array(61).fill("1,2").join(";")]) {
    assert.equal(drawArea.corners(none), null, none);
  }
});

test("a spot of heat is the bin of a place and those around it, or none", () => {
  const bins = [32, 118, 32.3, 118.4, 3, 2]; // 0.1 by 0.2 degrees
  const near = (lng, lat) => drawArea.bin({ lng, lat }, bins)?.flatMap((corner) => [corner.lng, corner.lat].map((n) => Number(n.toFixed(6))));
  assert.deepEqual(plain(near(118.25, 32.05)), [118, 31.9, 118.6, 32.2]);
  assert.deepEqual(plain(near(118, 32.29)), [117.8, 32.1, 118.4, 32.4]);
  for (const [lng, lat] of [[117.99, 32.1], [118.41, 32.1], [118.1, 31.99], [118.1, 32.31]]) assert.equal(near(lng, lat), undefined);
});
