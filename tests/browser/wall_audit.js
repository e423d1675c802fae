/* What is wrong with a wall as it stands: one look at every text and mark of it. */
() => {
  "use strict";

  const wall = document.getElementById("wall");
  const smallest = window.innerHeight / 45;
  const PANELS = ".wall-frame, .wall-urgent, #wall-header, #wall-note, #wall-ticker, #wall-band";
  const found = {
    small: [], cut: [], beside: [], overlapping: [], faint: [], marks: [], bright: [], figures: [], scrolls: [], cursor: [],
    texts: 0,
  };

  /* ---- colours ---- */

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /* A computed colour as [r, g, b, alpha 0..1]. */
  function rgb(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }

  function over(top, under, alpha) {
    const a = top[3] * alpha;
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)).concat(1);
  }

  function luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  function above(element) {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.push(one);
    return chain;
  }

  /* What is behind an element: its own and its ancestors' backgrounds, from the page up. */
  function behind(element) {
    let colour = [0, 0, 0, 1];
    for (const one of above(element).reverse()) colour = over(rgb(getComputedStyle(one).backgroundColor), colour, opacityOf(one));
    return colour;
  }

  function opacityOf(element) {
    return above(element).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
  }

  /* ---- texts ---- */

  function inside(box, frame) {
    return box.left >= frame.left - 1.5 && box.right <= frame.right + 1.5 && box.top >= frame.top - 1.5 && box.bottom <= frame.bottom + 1.5;
  }

  function apart(a, b) {
    return a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  }

  /* Of a line where its ink can be: a line's box reaches into its neighbours. */
  function lettersOf(rect, text, style) {
    canvas.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
    const ink = canvas.measureText(text);
    const baseline = (rect.top + rect.bottom + ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2;
    return { left: rect.left, right: rect.right, top: baseline - ink.actualBoundingBoxAscent, bottom: baseline + ink.actualBoundingBoxDescent };
  }

  /* Ancestors that hide what does not fit into them. */
  function framesOf(element) {
    return above(element).filter((one) => wall.contains(one) && getComputedStyle(one).overflow !== "visible");
  }

  function textsOf() {
    const all = [];
    const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const style = getComputedStyle(parent), size = parseFloat(style.fontSize);
      const boxes = Array.from(range.getClientRects(), (rect) => lettersOf(rect, node.data, style));
      // What was wrapped out of a frame of one line is left out as a whole.
      const left = framesOf(parent).some((frame) => boxes.every((box) => apart(box, frame.getBoundingClientRect())));
      if (!left) all.push({ parent: parent, style: style, size: size, boxes: boxes, text: node.data.trim(), panel: parent.closest(PANELS) });
    }
    return all;
  }

  const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const covering = document.querySelector("#wall-takeover:not([hidden])");
  const texts = textsOf().filter((one) => !covering || !document.getElementById("wall-stage").contains(one.parent));
  found.texts = texts.length;
  for (const one of texts) {
    const name = one.text + " @" + (one.parent.className || one.parent.id || one.parent.localName);
    if (one.size < smallest - 0.01) found.small.push(name + " " + (one.size / smallest).toFixed(2));
    if (one.parent.closest(".wall-tile .wall-number") && one.size < window.innerHeight / 12 - 0.01) found.figures.push(name + " " + (window.innerHeight / one.size).toFixed(1));
    const frames = [screen, ...framesOf(one.parent).map((frame) => frame.getBoundingClientRect())];
    if (one.panel) frames.push(one.panel.getBoundingClientRect());
    for (const box of one.boxes) if (!frames.every((frame) => inside(box, frame))) found.cut.push(name);
    const cell = one.parent.closest(".wall-row:not(.wall-ticks) > *");
    const column = cell && cell.getBoundingClientRect();
    if (column && one.boxes.some((box) => box.left < column.left - 1.5 || box.right > column.right + 1.5)) found.beside.push(name);
    const style = one.style, ground = behind(one.parent);
    const drawn = over(rgb(style.color), ground, opacityOf(one.parent));
    const seen = contrast(drawn, ground);
    if (seen < 4.5) found.faint.push(name + " " + seen.toFixed(2));
    if (one.parent.closest(".wall-place, .wall-spot")) {
      const halo = style.textShadow.match(/rgba?\([^)]*\)/);
      if (!halo || contrast(rgb(style.color), rgb(halo[0])) < 4.5) found.faint.push("no halo: " + name);
    }
    if (luminance(rgb(style.color)) > 0.9) found.bright.push(name);
  }
  for (let i = 0; i < texts.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (texts[i].panel !== texts[j].panel) continue;
      if (texts[i].boxes.some((a) => texts[j].boxes.some((b) => !apart(a, b)))) found.overlapping.push(texts[j].text + " × " + texts[i].text);
    }
  }

  /* ---- marks ---- */

  function mark(element, colour, what, alpha = 1) {
    const ground = behind(element.parentElement);
    const seen = contrast(over(rgb(colour), ground, alpha), ground);
    if (seen < 3) found.marks.push(what + " of " + (element.closest("[data-panel]") || element).id + " " + seen.toFixed(2));
  }

  for (const element of document.querySelectorAll("#wall-stage .track, #wall-stage .bar")) {
    if (!element.checkVisibility()) continue;
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (style.content !== "none" && parseFloat(style.width) > 0) mark(element, rgb(style.backgroundColor)[3] ? style.backgroundColor : style.borderTopColor, part + " " + element.className, Number(style.opacity));
    }
  }
  for (const element of document.querySelectorAll(".wall-outline")) if (element.checkVisibility()) mark(element, getComputedStyle(element).stroke, "outline");
  for (const element of document.querySelectorAll(".wall-key")) if (element.checkVisibility()) mark(element, getComputedStyle(element).backgroundColor, "key");
  for (const element of document.querySelectorAll(".is-line")) if (element.checkVisibility()) mark(element, getComputedStyle(element).borderInlineStartColor, "line");

  /* ---- the page ---- */

  for (const element of [document.documentElement, document.body, ...wall.querySelectorAll("*")]) {
    const style = getComputedStyle(element);
    if (style.cursor !== "none") found.cursor.push(element.className || element.localName);
    if (element.checkVisibility() && luminance(rgb(style.backgroundColor)) > 0.9 && rgb(style.backgroundColor)[3] === 1) found.bright.push("ground of " + (element.id || element.className));
  }
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth || root.scrollHeight > window.innerHeight) found.scrolls.push([root.scrollWidth, root.scrollHeight]);
  for (const element of [root, document.body]) if (!["hidden", "clip"].includes(getComputedStyle(element).overflowY)) found.scrolls.push(element.localName);
  return found;
}
