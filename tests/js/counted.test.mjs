import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { counted } = load("counted.js");
const answer = {
  texts: { "counts.new": ["New", ["Flow", "what happened"], ["New", "those reported"]] },
  foot: [["Data version", "7"]],
};

test("a title is a name, facts and a sentence", () => {
  assert.deepEqual(plain(counted.lines("Name\nFiled\t12\nHow it is counted.")), [
    ["Name"], ["Filed", "12"], ["How it is counted."],
  ]);
});

test("before any answer a title stands alone", () => {
  assert.deepEqual(plain(counted.parts("Zoom in", "")), [{ kind: "name", parts: ["Zoom in"] }]);
  assert.deepEqual(plain(counted.parts("Zoom in", "counts.new")), [{ kind: "name", parts: ["Zoom in"] }]);
});

test("a figure has its facts, its sentences and the foot, in this order", () => {
  counted.take(answer);
  const found = plain(counted.parts("Shazhou\nNew\t12\nA sentence", "counts.new"));
  assert.deepEqual(found.map((line) => line.kind), ["name", "fact", "words", "said", "said", "foot"]);
  assert.deepEqual(found[3].parts, ["Flow", "what happened"]);
  assert.deepEqual(found[5].parts, ["Data version", "7"]);
});

test("a figure without a title bears the name of its definition", () => {
  assert.deepEqual(plain(counted.parts("", "counts.new"))[0], { kind: "name", parts: ["New"] });
});

test("an answer without sentences keeps those there are, and has its own foot", () => {
  counted.take({ foot: [["Data version", "8"]] });
  assert.equal(plain(counted.parts("", "counts.new")).at(-1).parts[1], "8");
  assert.equal(counted.parts("", "counts.new").length, 4);
});
