/* Exports of the list that is open: started, followed until the file is there, and fetched by itself.

   What is said comes with the buttons, in the language of the view. Several may be under way; each has a
   line of its own, which stays until it is closed, also when the list is. */
(function (root) {
  "use strict";

  const PACE = 400; // ms between two questions
  const PATIENCE = 20; // questions without an answer, after which the server counts as lost
  const END = ["done", "failed", "cancelled"];

  /* What is said of an export; `lost` where the server cannot be reached. */
  function words(said, status) {
    if (status.state === "failed") return said["failed." + status.problem] || said["failed.broken"];
    return (said[status.state] || "")
      .replace("{n}", number(status.rows)).replace("{total}", number(status.total));
  }

  function number(n) {
    return (n || 0).toLocaleString("en");
  }

  /* The address that starts an export of what an address shows. */
  function address(search, format) {
    const query = new URLSearchParams(search);
    query.set("format", format);
    return "/export?" + query;
  }

  async function start(format) {
    const said = JSON.parse(document.querySelector(".list-tools").dataset.said);
    const line = build(said);
    let id = null;
    let ended = false;
    line.end.addEventListener("click", function () {
      if (id && !ended) ask("/export/" + id, "DELETE");
      ended = true;
      line.whole.remove();
    });
    let status = await ask(address(root.location.search, format), "POST");
    id = status.id || null;
    if (ended && id) ask("/export/" + id, "DELETE"); // cancelled before it had an id
    let silent = 0;
    while (!ended) {
      show(line, said, status, format);
      if (END.includes(status.state)) break;
      await new Promise(function (resolve) { setTimeout(resolve, PACE); });
      const next = await ask("/export/" + id, "GET");
      silent = next.problem === "lost" ? silent + 1 : 0;
      if (!silent || silent >= PATIENCE) status = next;
    }
    if (!ended && status.state === "done") line.again.click();
    ended = true;
  }

  async function ask(url, method) {
    try {
      const response = await root.fetch(url, { method: method, cache: "no-store", credentials: "same-origin" });
      if (response.status === 403) return { state: "failed", problem: "forbidden" };
      if ((response.headers.get("Content-Type") || "").includes("json")) return await response.json();
      return { state: "failed", problem: "broken" };
    } catch {
      return { state: "failed", problem: "lost" };
    }
  }

  function build(said) {
    const line = {
      whole: element("div", "export"), text: element("p", "export-said"), bar: element("progress", "export-bar"),
      again: element("a", "export-again", said.again), end: element("button", "button export-end", said.cancel),
    };
    line.again.hidden = true;
    line.end.type = "button";
    line.bar.setAttribute("aria-label", said.progress);
    line.whole.append(line.text, line.bar, line.again, line.end);
    place().append(line.whole);
    return line;
  }

  function show(line, said, status, format) {
    const text = format.toUpperCase() + " · " + words(said, status);
    if (line.text.textContent !== text) line.text.textContent = text;
    if (status.total) Object.assign(line.bar, { max: status.total, value: status.rows });
    if (!END.includes(status.state)) return;
    line.bar.hidden = true;
    line.end.textContent = said.close;
    line.whole.classList.toggle("has-failed", status.state === "failed");
    if (status.state !== "done") return;
    Object.assign(line.again, { hidden: false, href: "/export/" + status.id + "/file", download: "" });
  }

  /* Where they stand, there from the beginning: a reader of screens hears what comes into it. */
  function place() {
    let found = document.querySelector(".exports");
    if (!found) {
      found = element("div", "exports");
      found.setAttribute("role", "status");
      document.body.append(found);
    }
    return found;
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    made.className = kind;
    if (text) made.textContent = text;
    return made;
  }

  function onClick(event) {
    const button = event.target.closest("[data-export]");
    if (button) start(button.dataset.export);
  }

  if (root.document) {
    root.document.addEventListener("click", onClick);
    root.document.addEventListener("DOMContentLoaded", place);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    exports: { start: start, words: words, address: address },
  });
})(typeof window === "undefined" ? globalThis : window);
