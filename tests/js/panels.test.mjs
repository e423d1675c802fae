import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { panels } = load("panels.js");
const view = { width: 1000, height: 600 };
const size = { width: 200, height: 100 };

function box(left, top, width, height) {
  return { left, top, right: left + width, bottom: top + height };
}

test("the popover stands beside a row: right of it, or left where there is no room", () => {
  assert.deepEqual(plain(panels.place(box(10, 50, 300, 20), size, view, 8, true)), { left: 326, top: 50 });
  assert.deepEqual(plain(panels.place(box(690, 50, 300, 20), size, view, 8, true)), { left: 474, top: 50 });
});

test("it stands below anything else, or above where there is no room", () => {
  assert.deepEqual(plain(panels.place(box(10, 50, 300, 20), size, view, 8, false)), { left: 10, top: 78 });
  assert.deepEqual(plain(panels.place(box(10, 560, 300, 20), size, view, 8, false)), { left: 10, top: 452 });
});

test("it never leaves the window", () => {
  const targets = [box(0, 0, 1000, 600), box(-50, -50, 10, 10), box(995, 595, 5, 5), box(10, 590, 300, 10)];
  for (const target of targets) {
    for (const beside of [true, false]) {
      const at = panels.place(target, size, view, 8, beside);
      assert.ok(at.left >= 0 && at.left + size.width <= view.width);
      assert.ok(at.top >= 0 && at.top + size.height <= view.height);
    }
  }
});
