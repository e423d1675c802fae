import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./browser.mjs";

const { exports } = load("export.js", { URLSearchParams });
const said = {
  writing: "{n} of {total} rows written", "failed.full": "full", "failed.broken": "broken", waiting: "waiting",
};

test("an export says how far it is", () => {
  const status = { state: "writing", rows: 5000, total: 1200000 };
  assert.equal(exports.words(said, status), "5,000 of 1,200,000 rows written");
  assert.equal(exports.words(said, { state: "waiting", rows: 0, total: null }), "waiting");
});

test("a failure says what to do, also one of a kind that is not known here", () => {
  assert.equal(exports.words(said, { state: "failed", problem: "full" }), "full");
  assert.equal(exports.words(said, { state: "failed", problem: "other" }), "broken");
});

test("what is exported is the list of the address, once in one format", () => {
  const search = "?period=7d&list=counts.open&where=address~%E5%85%AC%E5%9B%AD&format=csv";
  assert.equal(
    exports.address(search, "xlsx"),
    "/export?period=7d&list=counts.open&where=address%7E%E5%85%AC%E5%9B%AD&format=xlsx",
  );
});
