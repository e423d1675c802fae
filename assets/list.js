/* The list behind a number. A figure that has one says so by `data-list`, its unit by `data-of`; a
   click on it, or Enter where it has the focus, opens the list over the screen, and the address says
   so. A button says when there is news: rows never move by themselves under somebody's hand. */
(function (root) {
  "use strict";

  const CLOSED = { list: null, of: null, sort: null, where: null, at_version: null, as_of: null, case: null };
  const PATIENCE = 60000; // ms for one answer: the first rows of millions take seconds

  let asked = null; // the list that is shown
  let texts = null;
  let version = null; // of the data of its order
  let opener = null; // what had the focus before

  function sheet() {
    return document.getElementById("list");
  }

  function isAsked() {
    return root.onescreen.address.value("list") !== null;
  }

  /* What is listed, without how it is ordered and narrowed. */
  function subject() {
    return root.onescreen.address.changed(window.location.search, { sort: null, where: null, case: null });
  }

  /* Shows what the address asks for; called when that changes and after every round of the loop. */
  function follow() {
    if (!sheet()) return;
    if (!isAsked()) return void hide();
    if (sheet().hidden) show();
    if (asked !== subject()) load();
    else if (!isPast()) root.onescreen.rows.follow();
    tellNews();
  }

  function show() {
    opener = document.activeElement;
    sheet().hidden = false;
    document.documentElement.classList.add("has-list");
    place();
  }

  function hide() {
    if (sheet().hidden) return;
    sheet().hidden = true;
    document.documentElement.classList.remove("has-list");
    asked = null;
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  /* Under the header, whatever its height. */
  function place() {
    const header = document.querySelector(".top");
    if (!header || !sheet()) return;
    sheet().style.setProperty("--top", Math.max(0, header.getBoundingClientRect().bottom) + "px");
  }

  async function load() {
    const wanted = asked = subject();
    sheet().classList.add("is-loading");
    sheet().classList.remove("is-failed");
    try {
      const [answer] = await Promise.all([get("/list" + window.location.search), root.onescreen.rows.code()]);
      if (asked !== wanted) return;
      texts = answer.texts;
      root.onescreen.draw.draw("list-head", answer.head);
      sheet().querySelector(".list-close").focus({ preventScroll: true });
      await root.onescreen.rows.show(answer);
    } catch (error) {
      if (asked !== wanted) return;
      sheet().classList.add("is-failed");
      root.onescreen.draw.draw("list-head", failed(error));
    } finally {
      if (asked === wanted) sheet().classList.remove("is-loading");
    }
  }

  function failed(error) {
    return { type: "P", namespace: "dash_html_components", props: { className: "list-failed", children: error.message } };
  }

  function get(path) {
    const controller = new AbortController();
    const giveUp = setTimeout(function () { controller.abort(); }, PATIENCE);
    return window.fetch(path, { signal: controller.signal, credentials: "same-origin" })
      .then(function (response) {
        return response.ok ? response.json() : response.text().then(function (said) { throw new Error(said); });
      })
      .finally(function () { clearTimeout(giveUp); });
  }

  /* How many rows there are, and as of when. */
  function told(answer, narrowed) {
    version = answer.version;
    const part = function (name) { return sheet().querySelector(".list-" + name); };
    part("total").textContent = (narrowed ? texts.narrowed : texts.rows).replace("{n}", answer.total.toLocaleString("en-US"));
    const moment = root.onescreen.clock.moment(answer.as_of, root.onescreen.shown());
    part("moment").textContent = texts.as_of.replace("{moment}", moment);
    part("columns").querySelector("summary").textContent = texts.columns;
    part("newer").textContent = texts.newer;
    tellNews();
  }

  function tellNews() {
    const button = sheet().querySelector(".list-newer");
    if (version !== null) button.hidden = isPast() || root.onescreen.state.version <= version;
  }

  /* Whether it is a list of an earlier instant, which no news change. */
  function isPast() {
    return Boolean(root.onescreen.address.value("at_version") || root.onescreen.address.value("as_of"));
  }

  /* The list as it is now. */
  function refresh() {
    const wanted = asked;
    get("/list" + window.location.search).then(function (answer) {
      if (asked === wanted) root.onescreen.draw.draw("list-head", answer.head);
    }).catch(function () { /* the loop shows that the server is away */ });
    root.onescreen.rows.refresh();
  }

  /* ---- what a person does ---- */

  function open(figure) {
    const unit = figure.closest("[data-of]");
    root.onescreen.address.go(Object.assign({}, CLOSED, { list: figure.dataset.list, of: unit ? unit.dataset.of : null }));
  }

  /* Of what has the focus, or lies in it; else of what is open. In a list its rows get the focus. */
  function openByKey() {
    if (isAsked()) return void root.onescreen.rows.focus();
    const at = document.activeElement;
    const figure = at.closest("[data-list]") || (at !== document.body && at.querySelector("[data-list]"));
    open(figure || document.querySelector(".tile-open [data-list]"));
  }

  function close() {
    root.onescreen.address.go(CLOSED);
  }

  function onClick(event) {
    if (event.target.closest("[data-list-close]")) return void close();
    if (event.target.closest(".list-newer")) return void refresh();
    if (event.target.closest(".list .address-note a")) asked = null; // it is described anew, without the note
    const figure = event.target.closest("[data-list], [data-condition]");
    if (!figure || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (figure.dataset.condition) widen(figure.dataset.condition);
    else open(figure);
  }

  /* Takes a condition away; what the grid has been narrowed to since stays. */
  function widen(condition) {
    const where = root.onescreen.grid.without(root.onescreen.address.value("where") || "", condition);
    root.onescreen.address.go({ where: where || null });
  }

  function onKey(event) {
    if (event.key === "Enter" && event.target.matches("[data-list]:not(a)")) return void open(event.target);
    if (event.key !== "Escape" || event.defaultPrevented || !isAsked() || root.onescreen.address.value("case")) return;
    if (event.target.closest("input, .ag-popup") || document.querySelector("details.menu[open], .choices:not([hidden])")) return;
    event.preventDefault();
    close();
  }

  function onToggle(event) {
    const menu = event.target;
    if (menu.open && menu.matches(".list-columns")) root.onescreen.rows.choose(menu.querySelector(".menu-list"));
  }

  function start() {
    root.onescreen.rows.begin({
      get: get, subject: subject, told: told, anew: load,
      chose: function (row) { if (row && row.case) root.onescreen.address.go({ case: row.case }); },
    });
    document.addEventListener("click", onClick, true); // before the link that a figure lies in
    document.addEventListener("keydown", onKey);
    document.addEventListener("toggle", onToggle, true);
    window.addEventListener("resize", place);
    root.onescreen.keys.add("w", "keys.worklists", function () {
      const first = document.querySelector(".worklist");
      if (first) first.focus();
    });
    root.onescreen.keys.add("l", "keys.list", openByKey);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { list: { start: start, follow: follow } });
})(typeof window === "undefined" ? globalThis : window);
