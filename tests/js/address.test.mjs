import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./browser.mjs";

const { address } = load("address.js", { URLSearchParams, encodeURIComponent, decodeURIComponent });

test("what is open over the screen is no part of what the screen is asked for", () => {
  assert.equal(address.screenOf("?area=a,b&list=due&of=c&period=7d&case=hotline:1"), "?area=a,b&period=7d");
  assert.equal(address.screenOf("?list=due"), "");
  assert.equal(address.screenOf(""), "");
});

test("values are set, replaced and taken away, and stay short", () => {
  assert.equal(address.changed("?period=7d", { list: "due", of: "a,b:c" }), "?period=7d&list=due&of=a,b:c");
  assert.equal(address.changed("?period=7d&list=due&of=x", { list: "closed", of: null }), "?period=7d&list=closed");
  assert.equal(address.changed("?period=7d&area=a&period=24h", { period: null, from: "2026-11-01T08:00", to: "2026-11-02" }),
    "?area=a&from=2026-11-01T08:00&to=2026-11-02");
  assert.equal(address.changed("?from=a&to=b&area=c", { from: "d", to: "e" }), "?from=d&to=e&area=c");
  assert.equal(address.changed("?case=1", { case: null }), "");
  assert.equal(address.changed("", { case: "热线:甲&乙" }), "?case=" + encodeURIComponent("热线") + ":" + encodeURIComponent("甲&乙"));
});

test("another filter leaves open what is open", () => {
  assert.equal(address.keepOpen("/?period=24h", "?period=7d&list=due&case=a:1"), "/?period=24h&list=due&case=a:1");
  assert.equal(address.keepOpen("/", "?period=7d"), "/");
});
