/* The address: what is looked at, which is the screen's, and what is open over it, which is not. */
(function (root) {
  "use strict";

  const OVER = new Set(["list", "of", "sort", "where", "case"]); // what may be open over a screen

  function pairs(search) {
    return search.replace(/^\?/, "").split("&").filter(Boolean);
  }

  function nameOf(pair) {
    return decodeURIComponent(pair.split("=", 1)[0]);
  }

  function isOver(pair) {
    return OVER.has(nameOf(pair));
  }

  function query(kept) {
    return kept.length ? "?" + kept.join("&") : "";
  }

  /* A query without what is open over the screen. */
  function screenOf(search) {
    return query(pairs(search).filter(function (pair) { return !isOver(pair); }));
  }

  /* A query with some values of what is open, in their order; null takes one away. */
  function changed(search, values) {
    const kept = pairs(search).filter(function (pair) { return !(nameOf(pair) in values); });
    for (const name of Object.keys(values)) {
      if (values[name] !== null) kept.push(name + "=" + encodeURIComponent(values[name]).replace(/%2C/g, ",").replace(/%3A/g, ":"));
    }
    return query(kept);
  }

  /* A link's address, with what is open now over it. */
  function keepOpen(href, search) {
    const [path, linked] = href.split("?");
    return path + query(pairs(linked || "").concat(pairs(search).filter(isOver)));
  }

  function value(name) {
    return new URLSearchParams(root.location.search).get(name);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    address: {
      screenOf: screenOf, changed: changed, keepOpen: keepOpen, value: value,
      screen: function () { return screenOf(root.location.search); },
      go: function (values) { root.onescreen.navigate("/" + changed(root.location.search, values)); },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
