/* Putting an answer on the page: properties of components, marks of what changed, the band. */
(function (root) {
  "use strict";

  const MARKED = 1400; // ms that a changed panel is marked

  /* Sets the panels' properties; returns the names of those that could not be set. */
  function applyPanels(panels, setProps, complain) {
    const broken = [];
    for (const name of Object.keys(panels)) {
      try {
        for (const component of Object.keys(panels[name].props)) {
          setProps(component, panels[name].props[component]);
        }
      } catch (error) {
        broken.push(name);
        complain(name, error);
      }
    }
    return broken;
  }

  /* The panel elements that hold a panel's components. */
  function holders(panel) {
    const found = new Set();
    for (const component of Object.keys(panel.props)) {
      const element = document.getElementById(component);
      if (element && element.closest(".panel")) found.add(element.closest(".panel"));
      else if (element) element.querySelectorAll(":scope > .panel").forEach(function (p) { found.add(p); });
    }
    return found;
  }

  /* A hairline that fades once, where something changed. */
  function mark(panels) {
    for (const name of Object.keys(panels)) {
      for (const element of holders(panels[name])) {
        element.classList.add("is-fresh");
        setTimeout(function () { element.classList.remove("is-fresh"); }, MARKED);
      }
    }
  }

  /* Greys the panels whose data are late, with what they say. */
  function showStale(panels) {
    for (const name of Object.keys(panels)) {
      for (const element of holders(panels[name])) {
        element.classList.toggle("is-stale", Boolean(panels[name].stale));
        if (panels[name].stale) element.dataset.stale = panels[name].stale;
        else delete element.dataset.stale;
      }
    }
  }

  /* Language, theme and title of the document. */
  function dress(answer) {
    const html = document.documentElement;
    html.lang = answer.language === "zh" ? "zh-CN" : "en";
    html.dataset.theme = answer.theme;
    document.title = answer.title;
  }

  /* The band across the screen while the server cannot be reached. */
  function showConnection(state, lastAnswer) {
    const html = document.documentElement;
    const band = document.querySelector(".offline-band");
    if (html.classList.contains("offline") === state.offline || !band) return;
    html.classList.toggle("offline", state.offline);
    band.textContent = state.offline ? offlineText(lastAnswer) : "";
  }

  function offlineText(answer) {
    if (!answer || !answer.offline) return "连接中断，正在重连 · Connection lost, reconnecting";
    return answer.offline.replace("{moment}", root.onescreen.clock.moment(answer.as_of, answer));
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    page: {
      applyPanels: applyPanels, mark: mark, showStale: showStale, dress: dress,
      showConnection: showConnection,
    },
  });
})(typeof window === "undefined" ? globalThis : window);
