import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { keys } = load("keys.js");
const { clock } = load("clock.js");
const { search } = load("search.js");

function pressed(key, more) {
  const nowhere = { closest: () => null };
  return { key, target: nowhere, defaultPrevented: false, isComposing: false, ctrlKey: false, altKey: false, metaKey: false, ...more };
}

test("a key means what was added for it, with a hand free and outside of fields", () => {
  keys.add("w", "keys.work", () => "work");
  assert.equal(keys.meant(pressed("w"), false).run(), "work");
  assert.equal(keys.meant(pressed("x"), false), null);
  assert.equal(keys.meant(pressed("w"), true), null, "a dialog is open");
  for (const held of ["ctrlKey", "altKey", "metaKey", "isComposing", "defaultPrevented"]) {
    assert.equal(keys.meant(pressed("w", { [held]: true }), false), null, held);
  }
  const field = { closest: (where) => (where.includes("input") ? {} : null) };
  assert.equal(keys.meant(pressed("w", { target: field }), false), null);
});

test("in the dialog the key that was added stands in the place of its label", () => {
  keys.add("l", "keys.list", () => {});
  const shortcuts = [["keys.work", "work"], ["Esc", "close"], ["keys.list", "open the list"]];
  assert.deepEqual(plain(keys.rows(shortcuts)), [["w", "work"], ["Esc", "close"], ["l", "open the list"]]);
});

test("since when it is paused has a day only where that is not today", () => {
  const since = Date.parse("2026-11-24T15:59:00Z"); // 23:59 in Shanghai
  const told = (later) => clock.sinceText(since, since + later, "en", "Asia/Shanghai");
  assert.deepEqual([told(59000), told(60000)], ["23:59", "Tue 24 Nov 23:59"]);
});

test("a search for nothing is none", () => {
  assert.deepEqual(["  ", "", " 12 a "].map(search.said), [null, null, "12 a"]);
});
