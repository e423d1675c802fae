import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain } from "./browser.mjs";

const stored = new Map();
const localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
const { grid } = load("grid.js", { localStorage, encodeURIComponent, decodeURIComponent });

const models = {
  "address~park": { address: { filterType: "text", type: "contains", filter: "park" } },
  "address~50%25%3B": { address: { filterType: "text", type: "contains", filter: "50%;" } },
  "priority>=2;priority<=2": { priority: { filterType: "number", type: "equals", filter: 2 } },
  "priority>=2;priority<=4": { priority: { filterType: "number", type: "inRange", filter: 2, filterTo: 4 } },
  "returns>=1": { returns: { filterType: "number", type: "greaterThanOrEqual", filter: 1 } },
  "returns<=0": { returns: { filterType: "number", type: "lessThanOrEqual", filter: 0 } },
  "deadline>=2026-11-01;deadline<2026-12-01": {
    deadline: { filterType: "date", type: "inRange", dateFrom: "2026-11-01", dateTo: "2026-11-30" },
  },
  "deadline<2028-03-01": { deadline: { filterType: "date", type: "lessThan", dateFrom: "2028-03-01" } },
  "deadline>=2028-03-01": { deadline: { filterType: "date", type: "greaterThan", dateFrom: "2028-02-29" } },
};

const described = [["number", "text"], ["address", "text"], ["status", "code"], ["priority", "number"], ["returns", "number"], ["deadline", "moment"], ["late", "seconds"]]
  .map(([key, kind]) => ({ key, kind }));

for (const [where, model] of Object.entries(models)) {
  test("what a list is narrowed to goes into the address and back: " + where, () => {
    assert.equal(grid.whereOf(model), where);
    assert.deepEqual(plain(grid.filtered(where, described, [])), model);
  });
}

test("times of day that the grid adds to days are left away", () => {
  const model = { deadline: { filterType: "date", type: "lessThan", dateFrom: "2026-11-01 00:00:00", dateTo: null } };
  assert.equal(grid.whereOf(model), "deadline<2026-11-01");
});

test("what means nothing narrows nothing", () => {
  const park = { address: { filterType: "text", type: "contains", filter: "100%" } };
  const wrong = [
    "address", "=", "x=1", "nothing~a", "nothing>=1", "address>=1", "status<a", "priority~1", "priority>=", "priority>=many", "priority<3",
    "priority<=1e999", "deadline~2026", "deadline<=2026-11-01", "deadline>=yesterday", "deadline<2026-13-01", "deadline>=2026-11-01T08:00", "late>=5",
  ];
  for (const one of wrong) assert.deepEqual(plain(grid.filtered(one + ";;address~100%", described, [])), park, one);
});

test("what no filter can show stays in the address, and out of the filters", () => {
  const where = "late>=3600;address~park;priority>=1;address~50%25;deadline>=2026-11-01T10:00;deadline<2026-12-01;priority<9";
  const beyond = ["late>=3600", "deadline>=2026-11-01T10:00", "address~50%25"];
  assert.equal(grid.kept(where, beyond), "late>=3600;address~50%25;deadline>=2026-11-01T10:00");
  assert.equal(grid.kept("", beyond), "");
  assert.equal(grid.without("late>=3600;address~50%25;priority>=1", "address~50%25"), "late>=3600;priority>=1");
  assert.equal(grid.without("late>=3600", "late>=3600"), "");
  assert.deepEqual(plain(grid.filtered(where, described, beyond)), {
    address: { filterType: "text", type: "contains", filter: "park" },
    priority: { filterType: "number", type: "greaterThanOrEqual", filter: 1 },
    deadline: { filterType: "date", type: "lessThan", dateFrom: "2026-12-01" },
  });
});

test("an order goes into the address and back", () => {
  const state = [{ colId: "late", sort: "desc", sortIndex: 0 }, { colId: "number", sort: "asc", sortIndex: 1 }];
  assert.equal(grid.sortOf(state), "-late,number");
  assert.deepEqual(plain(grid.sorted("-late,number")), state);
  assert.deepEqual(plain(grid.sorted("")), []);
});

test("columns are those that a person chose, else the first ones", () => {
  const described = [{ key: "number", label: "Number", kind: "text", width: 10, shown: true }, { key: "lon", label: "Longitude", kind: "number", width: 6, shown: false }];
  const hidden = (shown) => plain(grid.columns(described, 16, shown)).map((one) => [one.field, one.width, one.hide]);
  assert.deepEqual(hidden(null), [["number", 160, false], ["lon", 96, true]]);
  assert.deepEqual(hidden(["lon"]), [["number", 160, true], ["lon", 96, false]]);
});

test("a choice of columns that cannot be read is none", () => {
  stored.set("onescreen.columns.incident", "{");
  assert.equal(grid.chosen("incident"), null);
  stored.set("onescreen.columns.incident", '["number"]');
  assert.deepEqual(plain(grid.chosen("incident")), ["number"]);
});
