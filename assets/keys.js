/* Keys that work anywhere on the page, and the dialog that says which there are. Who has one adds it:
   `add(key, text, run)`, `text` the key of its label in `layouts/texts`, which begins with "keys.". */
(function (root) {
  "use strict";

  const FIELDS = "input, textarea, select, [contenteditable]";
  const known = new Map(); // key -> {text, run}, in the order of the dialog

  function add(key, text, run) {
    known.set(key, { text: text, run: run });
  }

  /* What a key press does: null where it is typed text, another shortcut, or means nothing. */
  function meant(event, busy) {
    if (event.defaultPrevented || event.isComposing || busy) return null;
    if (event.ctrlKey || event.altKey || event.metaKey) return null;
    if (event.target.closest && event.target.closest(FIELDS)) return null;
    return known.get(event.key) || null;
  }

  function onKey(event) {
    const found = meant(event, document.querySelector("dialog[open]") !== null);
    if (!found) return;
    event.preventDefault();
    found.run();
  }

  /* ---- the dialog ---- */

  function open() {
    const said = JSON.parse(document.querySelector("[data-keys]").dataset.keys);
    const dialog = element("dialog", "shortcuts", "");
    dialog.setAttribute("aria-labelledby", "shortcuts-title");
    const title = element("h2", "", said.title);
    title.id = "shortcuts-title";
    const close = element("button", "button", said.close);
    close.type = "button";
    close.addEventListener("click", function () { dialog.close(); });
    dialog.append(title, ...said.groups.map(function ([name, shortcuts]) { return group(name, rows(shortcuts)); }), close);
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", function (event) { event.stopPropagation(); }); // closes nothing under it
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  function group(name, shortcuts) {
    const list = element("dl", "", "");
    for (const [keys, text] of shortcuts) {
      const term = element("dt", "", "");
      term.append(...keys.split(" ").map(function (key) { return element("kbd", "", key); }));
      list.append(term, element("dd", "", text));
    }
    const found = element("section", "", "");
    found.append(element("h3", "", name), list);
    return found;
  }

  /* Keys and what they do; in the place of its label the key that was added. */
  function rows(shortcuts) {
    const added = new Map(Array.from(known, function ([key, one]) { return [one.text, key]; }));
    return shortcuts.map(function ([keys, text]) { return [added.get(keys) || keys, text]; });
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  }

  function start() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", function (event) { if (event.target.closest("[data-keys]")) open(); });
    add("f", "keys.filter", function () { document.querySelector("[data-choices]").click(); });
    add("?", "keys.help", function () { if (!root.onescreen.panels.explain()) open(); });
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    keys: { start: start, add: add, meant: meant, rows: rows },
  });
})(typeof window === "undefined" ? globalThis : window);
