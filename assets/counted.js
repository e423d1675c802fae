/* What is said of a figure: what it rests on, how it is counted, and of which moment. The sentences
   come with the first answer of a view; an element names its own. */
(function (root) {
  "use strict";

  let content = { texts: {}, foot: [] };

  function take(answer) {
    content = { texts: answer.texts || content.texts, foot: answer.foot || content.foot };
  }

  /* Lines of a title as [label, value] or [sentence]; the first one is the name. */
  function lines(title) {
    return title.split("\n").map((line) => line.split("\t"));
  }

  /* Lines of the popover as {kind, parts}. */
  function parts(title, key) {
    const [name, ...said] = content.texts[key] || [""];
    const [own, ...facts] = title ? lines(title) : [[name]];
    const found = [{ kind: "name", parts: own }];
    for (const fact of facts) found.push({ kind: fact.length > 1 ? "fact" : "words", parts: fact });
    if (!said.length) return found;
    for (const pair of said) found.push({ kind: "said", parts: pair });
    for (const pair of content.foot) found.push({ kind: "foot", parts: pair });
    return found;
  }

  function fill(box, title, key) {
    const groups = [];
    let last = "";
    for (const line of parts(title, key)) {
      const group = ["said", "foot"].includes(line.kind) ? line.kind : "facts";
      if (group !== last) groups.push(element("div", "tip-group tip-group-" + group));
      last = group;
      const drawn = element("div", "tip-" + line.kind);
      for (const part of line.parts) drawn.append(element("span", "", part));
      groups.at(-1).append(drawn);
    }
    box.replaceChildren(...groups);
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    counted: { take: take, lines: lines, parts: parts, fill: fill },
  });
})(typeof window === "undefined" ? globalThis : window);
