/* Between AG Grid's models and the address: columns, order (`sort=-late,number`) and what a list is
   narrowed to (`where=address~park;deadline>=2026-11-01`). */
(function (root) {
  "use strict";

  const DAY = 86400000;

  /* Column definitions; `shown` names those that a person chose, or is null. */
  function columns(described, unit, shown) {
    return described.map(function (one) {
      return {
        colId: one.key, field: one.key, headerName: one.label, width: Math.round(one.width * unit),
        hide: shown ? !shown.includes(one.key) : !one.shown,
        ...filterOf(one.kind),
      };
    });
  }

  function filterOf(kind) {
    const once = { maxNumConditions: 1, debounceMs: 400 };
    if (kind === "text" || kind === "code") {
      return { filter: "agTextColumnFilter", floatingFilter: true, filterParams: { ...once, filterOptions: ["contains"] } };
    }
    if (kind === "moment") {
      return { filter: "agDateColumnFilter", floatingFilter: true, filterParams: { ...once, filterOptions: ["inRange", "lessThan", "greaterThan"], inRangeInclusive: true } };
    }
    if (kind === "number") {
      return { filter: "agNumberColumnFilter", floatingFilter: true, filterParams: { ...once, filterOptions: ["equals", "greaterThanOrEqual", "lessThanOrEqual", "inRange"], inRangeInclusive: true } };
    }
    return { filter: false };
  }

  /* ---- order ---- */

  function sortOf(model) {
    return model.map(function (one) { return (one.sort === "desc" ? "-" : "") + one.colId; }).join(",");
  }

  function sorted(text) {
    return text.split(",").filter(Boolean).map(function (part, place) {
      return { colId: part.replace(/^-/, ""), sort: part.startsWith("-") ? "desc" : "asc", sortIndex: place };
    });
  }

  /* ---- what it is narrowed to ---- */

  function whereOf(model) {
    return Object.keys(model).flatMap(function (key) { return conditions(key, model[key]); }).join(";");
  }

  function conditions(key, one) {
    if (one.filterType === "text") return [key + "~" + one.filter.replace(/[%;]/g, encodeURIComponent)];
    if (one.filterType === "date") {
      const from = one.dateFrom.slice(0, 10);
      if (one.type === "lessThan") return [key + "<" + from];
      if (one.type === "greaterThan") return [key + ">=" + dayAfter(from, 1)];
      return [key + ">=" + from, key + "<" + dayAfter(one.dateTo.slice(0, 10), 1)];
    }
    const low = key + ">=" + one.filter, high = key + "<=" + (one.type === "inRange" ? one.filterTo : one.filter);
    if (one.type === "greaterThanOrEqual") return [low];
    return one.type === "lessThanOrEqual" ? [high] : [low, high];
  }

  function dayAfter(day, days) {
    return new Date(Date.parse(day + "T00:00:00Z") + days * DAY).toISOString().slice(0, 10);
  }

  /* The conditions of an address that are among the ones that no filter can show (`layouts/narrowed.py`). */
  function kept(text, beyond) {
    const known = new Set(beyond.map(decoded));
    return text.split(";").filter(function (part) { return known.has(decoded(part)); }).join(";");
  }

  /* All conditions but one. */
  function without(text, condition) {
    return text.split(";").filter(function (part) { return decoded(part) !== decoded(condition); }).join(";");
  }

  /* The filter model of the others, as far as these columns have such filters. */
  function filtered(text, described, beyond) {
    const known = new Set(beyond.map(decoded));
    const kinds = new Map(described.map(function (one) { return [one.key, one.kind]; }));
    const model = {};
    const bounds = {};
    for (const part of text.split(";")) {
      if (known.has(decoded(part))) continue;
      const [, key, operator, said] = /^(\w+)(~|>=|<=|<)(.*)$/.exec(part) || [];
      const kind = kinds.get(key);
      if (operator === "~" && (kind === "text" || kind === "code")) model[key] = { filterType: "text", type: "contains", filter: decoded(said) };
      else if (isBound(kind, operator, said)) (bounds[key] = bounds[key] || {})[operator] = said;
    }
    for (const key of Object.keys(bounds)) model[key] = (kinds.get(key) === "moment" ? days : numbers)(bounds[key]);
    return model;
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (_) { return text; }
  }

  /* Whether this bounds a column of this kind: its filter knows days and numbers. */
  function isBound(kind, operator, said) {
    if (kind === "moment") return (operator === ">=" || operator === "<") && /^\d{4}-\d\d-\d\d$/.test(said) && !Number.isNaN(Date.parse(said));
    return kind === "number" && (operator === ">=" || operator === "<=") && said.trim() !== "" && Number.isFinite(Number(said));
  }

  function days(bound) {
    const low = bound[">="], high = bound["<"];
    if (low && high) return { filterType: "date", type: "inRange", dateFrom: low, dateTo: dayAfter(high, -1) };
    if (high) return { filterType: "date", type: "lessThan", dateFrom: high };
    return { filterType: "date", type: "greaterThan", dateFrom: dayAfter(low, -1) };
  }

  function numbers(bound) {
    const low = bound[">="], high = bound["<="];
    const said = { filterType: "number", filter: Number(low === undefined ? high : low) };
    if (low !== undefined && low === high) return { ...said, type: "equals" };
    if (low !== undefined && high !== undefined) return { ...said, type: "inRange", filterTo: Number(high) };
    return { ...said, type: low === undefined ? "lessThanOrEqual" : "greaterThanOrEqual" };
  }

  /* ---- which columns are shown: a person's own choice, kept in this browser ---- */

  function chosen(kind) {
    try { return JSON.parse(root.localStorage.getItem("onescreen.columns." + kind)); } catch (_) { return null; }
  }

  /* Fills a menu with a box for every column. */
  function choose(holder, api, kind) {
    holder.replaceChildren(...api.getColumns().map(function (column) {
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", checked: column.isVisible() });
      box.addEventListener("change", function () {
        api.setColumnsVisible([column.getColId()], box.checked);
        const shown = api.getColumns().filter(function (c) { return c.isVisible(); }).map(function (c) { return c.getColId(); });
        try { root.localStorage.setItem("onescreen.columns." + kind, JSON.stringify(shown)); } catch (_) { /* only for this time */ }
      });
      const label = document.createElement("label");
      label.append(box, column.getColDef().headerName);
      return label;
    }));
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    grid: {
      columns: columns, sortOf: sortOf, sorted: sorted, whereOf: whereOf, filtered: filtered, kept: kept, without: without,
      chosen: chosen, choose: choose,
    },
  });
})(typeof window === "undefined" ? globalThis : window);
