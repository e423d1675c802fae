import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const { draw } = load("draw.js");

function component(type, props, namespace = "dash_html_components") {
  return { type, namespace, props };
}

test("children are a flat list, without what React does not show", () => {
  assert.deepEqual(plain(draw.listed(["a", [1, [null, "b"]], true, undefined])), ["a", "1", "b"]);
  assert.deepEqual(plain(draw.listed(null)), []);
});

test("attributes are those of HTML", () => {
  const props = {
    children: "no", n_clicks: 0, key: "k", className: "row is-total", tabIndex: "0", "data-counted": "counts.new",
    hidden: false, open: true, style: { "--share": "0.5", left: "3%", backgroundColor: "red" },
  };
  assert.deepEqual(plain(draw.attributesOf(component("Div", props))), {
    class: "row is-total", tabindex: "0", "data-counted": "counts.new", open: "",
    style: "--share: 0.5; left: 3%; background-color: red",
  });
});

test("a link of Dash is a link whose click leads on here", () => {
  const link = component("Link", { href: "/?area=1", refresh: false }, "dash_core_components");
  assert.equal(draw.tagOf(link), "a");
  assert.deepEqual(plain(draw.attributesOf(link)), { href: "/?area=1", "data-here": "" });
});

test("what is more than an element is refused", () => {
  assert.throws(() => draw.tagOf(component("Graph", {}, "dash_core_components")), /a Graph of/);
  assert.throws(() => draw.tagOf(component("Map", {}, "dash_leaflet")), /not an element/);
});
