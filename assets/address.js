/* The address: what is looked at, which is the screen's, and what is open over it, which is not. */
(function (root) {
  "use strict";

  const OVER = new Set(["list", "of", "sort", "where", "at_version", "as_of", "case"]); // what may be open over a screen

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

  /* A query with some other values, each in its place or at the end; null takes one away. */
  function changed(search, values) {
    const left = new Set(Object.keys(values));
    const kept = [];
    for (const pair of pairs(search)) {
      const name = nameOf(pair);
      if (!(name in values)) kept.push(pair);
      else if (left.delete(name) && values[name] !== null) kept.push(said(name, values[name]));
    }
    for (const name of left) if (values[name] !== null) kept.push(said(name, values[name]));
    return query(kept);
  }

  /* A parameter as short as a link of the server has it. */
  function said(name, value) {
    return name + "=" + encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%3B/g, ";");
  }

  /* To the present address with other values, where that is another one; `state` as of `navigate`. */
  function go(values, state) {
    const search = changed(root.location.search, values);
    if (search !== root.location.search) root.onescreen.navigate("/" + search, state);
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
      go: go,
    },
  });
})(typeof window === "undefined" ? globalThis : window);
