/* Draws the components of an answer in place: an element that is there already stays the same one,
   and with it what a person has under hand: hover, focus, scrolling, an open menu.

   Dash's renderer keeps a subscription to its store for every element, and took most of a second for
   the 750 of a screen. It still draws the map and the figure, which are more than elements. */
(function (root) {
  "use strict";

  const OWN = { dash_html_components: true, svg: true, dash_core_components: "Link" };
  const SVG = "http://www.w3.org/2000/svg";
  const NAMES = { className: "class", htmlFor: "for" };
  const UNSEEN = new Set(["children", "key", "refresh", "n_clicks", "n_clicks_timestamp", "disable_n_clicks"]);
  const KEPT = new Set(["data-facts", "data-stale", "aria-describedby", "aria-pressed", "aria-expanded", "open"]); // set here
  const STATES = ["is-fresh", "is-stale"]; // classes that are set here
  const drawn = new WeakSet(); // containers whose first content, Dash's own, is gone

  /* Draws the children of the component with an id. */
  function draw(id, children) {
    const element = document.getElementById(id);
    if (!element) throw new Error("there is no element " + id);
    if (!drawn.has(element)) element.replaceChildren();
    drawn.add(element);
    drawChildren(element, children);
  }

  function drawChildren(element, children) {
    const wanted = listed(children);
    wanted.forEach(function (one, i) { put(element, element.childNodes[i], one); });
    while (element.childNodes.length > wanted.length) element.lastChild.remove();
  }

  /* Children as a flat list of components and texts. */
  function listed(children) {
    if (children === null || children === undefined || typeof children === "boolean") return [];
    if (Array.isArray(children)) return children.flatMap(listed);
    return [typeof children === "object" ? children : String(children)];
  }

  function put(parent, node, wanted) {
    if (typeof wanted === "string") {
      if (!node || node.nodeType !== 3) insert(parent, node, document.createTextNode(wanted));
      else if (node.data !== wanted) node.data = wanted;
      return;
    }
    const tag = tagOf(wanted);
    const element = node && node.localName === tag ? node : insert(parent, node, made(wanted, tag));
    const attributes = attributesOf(wanted);
    dress(element, attributes);
    drawChildren(element, wanted.props.children);
  }

  function made(component, tag) {
    return component.namespace === "svg" ? document.createElementNS(SVG, tag) : document.createElement(tag);
  }

  function insert(parent, node, made) {
    if (node) node.replaceWith(made);
    else parent.append(made);
    return made;
  }

  function tagOf(component) {
    const known = OWN[component.namespace];
    if (known === true) return component.namespace === "svg" ? component.type : component.type.toLowerCase();
    if (known === component.type) return "a";
    throw new Error("a " + component.type + " of " + component.namespace + " is not an element");
  }

  /* A component's attributes as they stand in HTML, name to text. */
  function attributesOf(component) {
    const found = {};
    const cased = component.namespace === "svg";
    for (const [name, value] of Object.entries(component.props)) {
      if (UNSEEN.has(name) || value === null || value === undefined || value === false) continue;
      const text = name === "style" ? styleText(value) : value === true ? "" : String(value);
      found[NAMES[name] || (cased ? name : name.toLowerCase())] = text;
    }
    if (component.type === "Link") found["data-here"] = ""; // its click leads on without a new page
    return found;
  }

  function styleText(style) {
    return Object.entries(style).map(function ([name, value]) {
      return (name.startsWith("--") ? name : name.replace(/[A-Z]/g, "-$&").toLowerCase()) + ": " + value;
    }).join("; ");
  }

  function dress(element, wanted) {
    const title = "title" in wanted ? wanted.title : null;
    if (element.hasAttribute("data-facts")) { // its title is kept there: see panels.js
      delete wanted.title;
      if (title === null) element.removeAttribute("data-facts");
      else set(element, "data-facts", title);
    }
    for (const { name } of Array.from(element.attributes)) {
      if (!(name in wanted) && !KEPT.has(name) && name !== "class") element.removeAttribute(name);
    }
    for (const name of Object.keys(wanted)) if (name !== "class") set(element, name, wanted[name]);
    const states = STATES.filter(function (state) { return element.classList.contains(state); });
    const classes = [wanted.class || "", ...states].join(" ").trim();
    if (classes || element.hasAttribute("class")) set(element, "class", classes);
  }

  function set(element, name, text) {
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }

  /* Lists begin at their top again: they are other lists. */
  function toTop(id) {
    for (const element of document.getElementById(id).querySelectorAll("*")) {
      if (element.scrollTop || element.scrollLeft) element.scrollTo(0, 0);
    }
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    draw: { draw: draw, toTop: toTop, attributesOf: attributesOf, listed: listed, tagOf: tagOf },
  });
})(typeof window === "undefined" ? globalThis : window);
