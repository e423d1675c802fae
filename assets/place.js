/* Dash replaces an element's children whole. What a person has under hand in them is kept: how far
   a list is scrolled, where the focus is, which menu is open. */
(function (root) {
  "use strict";

  const TEMPORARY = 2000; // ms after which nothing was drawn

  /* What is under hand inside an element, by position among its descendants. */
  function taken(element) {
    const all = Array.from(element.querySelectorAll("*"));
    const kept = [];
    all.forEach(function (inner, i) {
      const focused = inner === document.activeElement;
      const open = inner.tagName === "DETAILS" && inner.open;
      if (!focused && !open && !inner.scrollTop && !inner.scrollLeft) return;
      kept.push({
        at: i, like: likeness(inner), focused: focused, open: open,
        top: inner.scrollTop, left: inner.scrollLeft,
      });
    });
    return kept;
  }

  /* Two elements are the same to a person if they look alike at the same place. */
  function likeness(element) {
    return element.tagName + "." + element.className;
  }

  function restore(element, kept) {
    const all = element.querySelectorAll("*");
    for (const was of kept) {
      const now = all[was.at];
      if (!now || likeness(now) !== was.like) continue;
      if (was.open) now.open = true;
      now.scrollTop = was.top;
      now.scrollLeft = was.left;
      if (was.focused) now.focus({ preventScroll: true });
    }
  }

  /* Keeps what is under hand in an element over its next change, before anything is painted. */
  function keep(id) {
    const element = document.getElementById(id);
    const kept = element ? taken(element) : [];
    if (!kept.length) return;
    const observer = new MutationObserver(function () {
      observer.disconnect();
      restore(element, kept);
    });
    observer.observe(element, { childList: true, subtree: true });
    setTimeout(function () { observer.disconnect(); }, TEMPORARY);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { place: { keep: keep } });
})(typeof window === "undefined" ? globalThis : window);
