/* What a figure rests on, one hover or one Tab away.

   Rows carry it as `title`: "label TAB value" lines. While one is pointed at or focused, its
   title is shown in one popover that scales with the screen, follows a refresh and closes with
   Escape; the attribute is put back when the pointer leaves. */

(function (root) {
  "use strict";

  const SELECTOR = ".panel [title], .age[title]";
  let current = null; // the element whose title is shown
  let text = "";
  let box = null;
  let watcher = null;

  /* Lines of a title as [label, value] or [sentence]; the first one is the name. */
  function lines(title) {
    return title.split("\n").map((line) => line.split("\t"));
  }

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

  function fill(title) {
    box.replaceChildren();
    for (const [i, parts] of lines(title).entries()) {
      const line = document.createElement("div");
      line.className = parts.length > 1 ? "tip-fact" : i ? "tip-words" : "tip-name";
      for (const part of parts) {
        const span = document.createElement("span");
        span.textContent = part;
        line.append(span);
      }
      box.append(line);
    }
  }

  function take(element) {
    text = element.getAttribute("title");
    element.removeAttribute("title"); // else the browser shows its own on top
    fill(text);
  }

  function show(element) {
    if (element === current) return;
    hide();
    if (!box) {
      box = document.createElement("div");
      box.id = "tip";
      box.setAttribute("role", "tooltip");
      document.body.append(box);
      watcher = new MutationObserver(() => {
        if (current && current.hasAttribute("title")) take(current); // a refresh renewed it
      });
    }
    current = element;
    take(element);
    element.setAttribute("aria-describedby", "tip");
    box.hidden = false;
    const gap = parseFloat(getComputedStyle(document.documentElement).fontSize) / 2;
    const view = { width: root.innerWidth, height: root.innerHeight };
    const beside = element.matches(".row");
    const target = element.getBoundingClientRect();
    const at = place(target, box.getBoundingClientRect(), view, gap, beside);
    box.style.left = at.left + "px";
    box.style.top = at.top + "px";
    watcher.observe(element, { attributes: true, attributeFilter: ["title"] });
  }

  function hide() {
    if (!current) return;
    watcher.disconnect();
    if (!current.hasAttribute("title")) current.setAttribute("title", text);
    current.removeAttribute("aria-describedby");
    current = null;
    box.hidden = true;
  }

  function pointed(event) {
    const at = event.target instanceof Element ? event.target : null;
    // The nearest one that explains itself; the one shown has lent its title to the popover.
    const found = at && at.closest(SELECTOR);
    if (current && at && current.contains(at) && !(found && current.contains(found))) return;
    if (found) show(found);
    else hide();
  }

  function listen() {
    document.addEventListener("mouseover", pointed);
    document.addEventListener("focusin", (event) => {
      if (event.target.matches(":focus-visible")) pointed(event);
    });
    document.addEventListener("focusout", hide);
    document.addEventListener("click", hide);
    document.addEventListener("scroll", hide, true);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    document.documentElement.addEventListener("mouseleave", hide);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { panels: { lines: lines, place: place } });
  if (typeof document !== "undefined") listen();
})(typeof window === "undefined" ? globalThis : window);
