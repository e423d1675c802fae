/* What a figure rests on and how it is counted, one hover, one Tab or one touch away.

   What it rests on is an element's `title`: a name, then "label TAB value" lines; how it is counted
   is found by `data-counted`, or, for a row as a whole, by `data-within` of what holds it. Both are
   shown in one popover that scales with the screen and follows a refresh. Escape closes it, "?"
   opens it again (`explain`, see keys.js). */
(function (root) {
  "use strict";

  const FIGURE = ":is(.panel, .top-age, .worklists) :is([title], [data-facts], [data-counted])";
  const FACTS = "[title], [data-facts]";
  const LINE = 20; // px
  const KEYS = { ArrowDown: 2, ArrowUp: -2, PageDown: 15, PageUp: -15 }; // lines
  let shown = null; // {anchor, figure, title, key}: what is shown of which elements
  let box = null;

  /* Beside a row, so that its neighbours stay in sight; below all else, or above it where there
     is no room; inside the window always. */
  function place(target, size, view, gap, beside) {
    const right = target.right + 2 * gap;
    const left = target.left - 2 * gap - size.width;
    let at = { left: target.left, top: target.bottom + gap };
    if (beside && right + size.width <= view.width) at = { left: right, top: target.top };
    else if (beside && left >= 0) at = { left: left, top: target.top };
    else if (at.top + size.height > view.height) at.top = target.top - gap - size.height;
    return {
      left: Math.max(0, Math.min(at.left, view.width - size.width - gap)),
      top: Math.max(0, Math.min(at.top, view.height - size.height - gap)),
    };
  }

  /* An element's title; it is kept elsewhere, or the browser would show its own on top. A refresh
     sets it anew. */
  function titleOf(element) {
    if (element.hasAttribute("title")) {
      element.dataset.facts = element.title;
      element.removeAttribute("title");
    }
    return element.dataset.facts || "";
  }

  /* What is said where something points at: of the nearest figure, in the nearest row. */
  function found(at) {
    const figure = at.closest(FIGURE);
    if (!figure) return null;
    const anchor = figure.closest(FACTS) || figure;
    const named = figure.closest("[data-counted], [data-within]");
    const key = named ? named.dataset.counted || named.dataset.within : "";
    return { anchor: anchor, figure: figure, title: titleOf(anchor), key: key };
  }

  function show(wanted) {
    if (shown && shown.anchor !== wanted.anchor) shown.anchor.removeAttribute("aria-describedby");
    if (!box) {
      box = document.createElement("div");
      box.id = "tip";
      box.setAttribute("role", "tooltip");
      document.body.append(box);
    }
    const stays = shown && shown.anchor === wanted.anchor;
    shown = wanted;
    root.onescreen.counted.fill(box, shown.title, shown.key);
    shown.anchor.setAttribute("aria-describedby", "tip");
    box.hidden = false;
    if (!stays) box.scrollTop = 0;
    const gap = parseFloat(getComputedStyle(document.documentElement).fontSize) / 2;
    const view = { width: document.documentElement.clientWidth, height: root.innerHeight };
    const target = shown.anchor.getBoundingClientRect();
    const at = place(target, box.getBoundingClientRect(), view, gap, shown.anchor.matches(".row"));
    box.style.left = at.left + "px";
    box.style.top = at.top + "px";
  }

  function hide() {
    if (!shown) return;
    shown.anchor.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  }

  /* Two figures are the same to a person if they are counted alike and bear the same name. */
  function same(one, other) {
    return one.key === other.key && nameOf(one.title) === nameOf(other.title);
  }

  function nameOf(title) {
    return title.split("\n", 1)[0];
  }

  /* After a refresh: the same figure, wherever it stands now, with what is said of it now. */
  function follow() {
    if (!shown) return;
    const was = shown;
    const now = was.figure.isConnected && found(was.figure);
    if (now && same(was, now)) return show(now);
    for (const element of document.querySelectorAll(FIGURE)) {
      const other = found(element);
      if (same(was, other)) return show(other);
    }
    hide();
  }

  /* The mouse alone: a touch would be caught by what it opens. */
  function hovered(event) {
    if (event.pointerType !== "touch") pointed(event);
  }

  function pointed(event) {
    const wanted = event.target instanceof Element ? found(event.target) : null;
    if (!wanted) hide();
    else if (!shown || shown.anchor !== wanted.anchor || !same(shown, wanted)) show(wanted);
  }

  /* A click that leads somewhere closes; any other one shows, as a touch has no hover. */
  function clicked(event) {
    if (event.target.closest("a, button, summary")) hide();
    else pointed(event);
  }

  /* A long touch shows what a row rests on that a short one would follow as a link. */
  function held(event) {
    if (event.pointerType !== "touch" || !found(event.target)) return;
    event.preventDefault();
    pointed(event);
  }

  /* Where more is said than there is room for: how far it could be moved, in pixels. */
  function scroll(by) {
    const before = box.scrollTop;
    box.scrollTop += by;
    return box.scrollTop - before;
  }

  /* The popover lets the mouse through to what lies under it, so the wheel is turned over a figure. */
  function turned(event) {
    if (!shown || !shown.anchor.contains(event.target)) return;
    if (scroll(event.deltaY * (event.deltaMode ? LINE : 1))) event.preventDefault();
  }

  function pressed(event) {
    if (event.key === "Escape") hide();
    if (shown && event.key in KEYS && scroll(KEYS[event.key] * LINE)) event.preventDefault();
  }

  /* Shows what is said of the figure that has the focus; false where none has. */
  function explain() {
    const wanted = document.activeElement && found(document.activeElement);
    if (wanted) show(wanted);
    return Boolean(wanted);
  }

  function listen() {
    document.addEventListener("pointerover", hovered);
    document.addEventListener("focusin", (event) => {
      if (event.target.matches(":focus-visible")) pointed(event);
    });
    document.addEventListener("focusout", hide);
    document.addEventListener("click", clicked);
    document.addEventListener("contextmenu", held);
    document.addEventListener("keydown", pressed);
    document.addEventListener("wheel", turned, { passive: false });
    document.addEventListener("scroll", (event) => {
      if (event.target !== box) hide();
    }, true);
    document.documentElement.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") hide();
    });
  }

  root.onescreen = Object.assign(root.onescreen || {}, { panels: { place: place, follow: follow, explain: explain } });
  if (typeof document !== "undefined") listen();
})(typeof window === "undefined" ? globalThis : window);
