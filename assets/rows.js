/* The grid of a list: its code is loaded and the grid made when the first list opens; it asks for some
   rows at a time. They stand in the order in which the list was opened until it is refreshed: the token
   of that order goes with every question.

   `env` is what the list gives: get(path), subject(), told(answer, narrowed), chose(row), anew(). */
(function (root) {
  "use strict";

  const HOLDER = "list-grid";
  const BLOCK = 100; // rows of one question

  let env = null;
  let loading = null; // the grid's code
  let shape = ""; // what the grid was made for: rows, language, size
  let api = null;
  let made = 0; // grids
  let token = ""; // the order that the rows stand in
  let turn = 0; // how often they were ordered anew: what was asked before is of no use
  let narrowed = ""; // the order and the filters that the grid shows
  let current = null; // the list that the grid is of
  let columns = []; // of it, as they were described
  let beyond = []; // what it is narrowed to and no filter can show

  function code() {
    loading = loading || new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = document.querySelector('meta[name="grid"]').content;
      script.onload = resolve;
      script.onerror = function () { loading = null; reject(new Error(script.src)); };
      document.head.append(script);
    });
    return loading;
  }

  function anew() {
    token = "";
    turn += 1;
  }

  /* Shows the rows of a list that was described, from the first. */
  async function show(answer) {
    anew();
    current = env.subject();
    columns = answer.columns;
    beyond = answer.beyond;
    await table(answer);
    if (current !== env.subject()) return;
    restore();
    api.setGridOption("datasource", { getRows: getRows });
  }

  /* Makes the grid, where there is none for these rows, this language and this size. */
  async function table(answer) {
    const wanted = [answer.kind, document.documentElement.lang, root.onescreen.map.rem()].join("|");
    if (shape === wanted) return;
    shape = wanted;
    api = null;
    made += 1;
    const table = "list-table-" + made; // of its own: of the same name one would get the grid before
    root.dash_clientside.set_props(HOLDER, { children: null });
    root.dash_clientside.set_props(HOLDER, { children: component(answer, table) });
    api = await root.dash_ag_grid.getApiAsync(table);
    while (!api.getGridOption("datasource")) await frame(); // Dash's own, which it sets when all is there
    api.addEventListener("rowClicked", chose);
    api.addEventListener("cellKeyDown", function (event) {
      if (event.event.key === "Enter") chose(event);
    });
  }

  function chose(event) {
    event.node.setSelected(true, true);
    env.chose(event.data);
  }

  function frame() {
    return new Promise(function (resolve) { root.requestAnimationFrame(resolve); });
  }

  function component(answer, table) {
    const unit = root.onescreen.map.rem();
    const grid = root.onescreen.grid;
    return {
      type: "AgGrid",
      namespace: "dash_ag_grid",
      props: {
        id: table,
        rowModelType: "infinite",
        columnDefs: grid.columns(answer.columns, unit, grid.chosen(answer.kind)),
        filterModel: filters(), // else Dash's none may come after that of the address
        defaultColDef: { resizable: true, sortable: true, suppressHeaderMenuButton: true },
        dashGridOptions: {
          // Without a limit: the first requests, of Dash's own source of rows, are never answered.
          cacheBlockSize: BLOCK, maxBlocksInCache: 20, maxConcurrentDatasourceRequests: -1, blockLoadDebounceMillis: 60,
          infiniteInitialRowCount: 1, rowHeight: 2 * unit, headerHeight: 2.2 * unit,
          floatingFiltersHeight: 2.2 * unit, localeText: answer.texts.grid, animateRows: false,
          suppressDragLeaveHidesColumns: true, enableCellTextSelection: true,
          rowSelection: { mode: "singleRow", checkboxes: false, enableClickSelection: false },
        },
        style: { height: "100%", width: "100%" },
      },
    };
  }

  /* Orders and narrows the grid as the address says. */
  function restore() {
    narrowed = asked();
    const own = root.onescreen.address;
    const state = root.onescreen.grid.sorted(own.value("sort") || "");
    api.applyColumnState({ state: state, defaultState: { sort: null } });
    api.setFilterModel(filters());
  }

  function filters() {
    return root.onescreen.grid.filtered(root.onescreen.address.value("where") || "", columns, beyond);
  }

  function asked() {
    return (root.onescreen.address.value("sort") || "") + "|" + (root.onescreen.address.value("where") || "");
  }

  /* Another order or other filters in the address of the same list: those of a step back, say. */
  function follow() {
    if (!api || current !== env.subject()) return;
    if (narrowed !== asked()) { // what no filter shows is said in the head
      current = null;
      return void env.anew();
    }
    if (root.onescreen.address.value("case") === null && api.getSelectedNodes().length) api.deselectAll();
  }

  /* Keeps in the address how the grid is ordered and narrowed, without a step of the history. */
  function keep(request) {
    const sort = root.onescreen.grid.sortOf(request.sortModel);
    const kept = root.onescreen.grid.kept(root.onescreen.address.value("where") || "", beyond);
    const where = [root.onescreen.grid.whereOf(request.filterModel), kept].filter(Boolean).join(";");
    if (sort + "|" + where === narrowed) return;
    narrowed = sort + "|" + where;
    anew();
    const search = root.onescreen.address.changed(window.location.search, { sort: sort || null, where: where || null });
    window.history.replaceState(window.history.state, "", "/" + search);
  }

  async function getRows(request) {
    const mine = current;
    if (mine !== env.subject()) return void request.failCallback();
    keep(request);
    const search = root.onescreen.address.changed(window.location.search, {
      case: null, start: request.startRow, end: request.endRow, token: token || null,
    });
    const before = token, since = turn;
    try {
      const answer = await env.get("/rows" + search);
      if (mine !== env.subject() || since !== turn) return void request.failCallback();
      const known = before ? "" : token; // of another answer to the same turn
      token = known || answer.token;
      // That order is gone, or two were begun at once: all rows of one order.
      if (answer.token !== (before || token)) return void api.purgeInfiniteCache();
      request.successCallback(answer.rows, answer.total);
      if (answer.total) api.hideOverlay();
      else api.showNoRowsOverlay();
      env.told(answer, Boolean(narrowed.split("|")[1]));
    } catch (error) {
      request.failCallback();
      console.error("onescreen: rows of the list could not be read", error);
    }
  }

  /* The rows as they are now, where one has scrolled to. */
  function refresh() {
    anew();
    if (api) api.refreshInfiniteCache();
  }

  /* The focus to the cell that had it last. */
  function back() {
    const cell = api && current === env.subject() ? api.getFocusedCell() : null;
    if (cell) api.setFocusedCell(cell.rowIndex, cell.column);
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    rows: {
      code: code, show: show, follow: follow, refresh: refresh, back: back,
      begin: function (given) { env = given; },
      focus: function () { if (api) api.setFocusedCell(0, api.getAllDisplayedColumns()[0]); },
      reach: function (row) { api.ensureIndexVisible(row); },
      choose: function (holder) { if (api) root.onescreen.grid.choose(holder, api, shape.split("|")[0]); },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
