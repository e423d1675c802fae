/* The dialog over a screen whose session has ended: it says so, and logs in again where one is. */
(function (root) {
  "use strict";

  let dialog = null;

  /* `said` is what the page tells: mode, and texts by language; `login` takes {name, password, lang} and
     fails with what is to be said. */
  function open(said, login) {
    const english = document.documentElement.lang === "en";
    const texts = english ? said.en : said.zh;
    dialog = element("dialog", "session-over", "");
    dialog.setAttribute("aria-labelledby", "session-over-title");
    dialog.setAttribute("closedby", "none");
    const title = element("h2", "", texts.ended);
    title.id = "session-over-title";
    dialog.append(title, element("p", "", texts["ended." + said.mode]));
    if (said.mode === "accounts") dialog.append(...form(texts, english ? "en" : "zh", login));
    else dialog.append(way(said.mode, texts));
    const mine = dialog;
    dialog.addEventListener("close", function () { if (dialog === mine) mine.showModal(); });
    dialog.addEventListener("keydown", function (event) { event.stopPropagation(); });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("input, .entry-go");
    if (first) first.focus();
  }

  function form(texts, language, login) {
    const problem = element("p", "entry-problem", "");
    problem.setAttribute("role", "alert");
    const whole = element("form", "entry-form", "");
    const go = element("button", "button entry-go", texts.login);
    go.type = "submit";
    whole.append(
      field("name", texts.name, { autocomplete: "username", autocapitalize: "none", spellcheck: "false", maxlength: 200 }),
      field("password", texts.password, { type: "password", autocomplete: "current-password", maxlength: 1000 }),
      go,
    );
    whole.addEventListener("submit", async function (event) {
      event.preventDefault();
      const { name, password } = whole.elements;
      go.disabled = true;
      problem.textContent = "";
      try {
        await login({ name: name.value, password: password.value, lang: language });
      } catch (error) {
        problem.textContent = error instanceof TypeError || error instanceof SyntaxError ? texts.lost : error.message;
        password.value = "";
        password.focus();
      } finally {
        go.disabled = false;
      }
    });
    return [problem, whole];
  }

  function field(name, label, attributes) {
    const whole = element("label", "", label);
    const input = element("input", "", "");
    input.setAttribute("name", name);
    input.required = true;
    for (const key of Object.keys(attributes)) input.setAttribute(key, attributes[key]);
    whole.append(input);
    return whole;
  }

  /* Elsewhere one logs in, or is recognised, and comes back to this address. */
  function way(mode, texts) {
    if (mode === "oidc") {
      const link = element("a", "button entry-go", texts.login);
      link.href = "/login?next=" + encodeURIComponent(root.location.pathname + root.location.search);
      return link;
    }
    const again = element("button", "button entry-go", texts.reload);
    again.type = "button";
    again.addEventListener("click", function () { root.location.reload(); });
    return again;
  }

  function close() {
    const old = dialog;
    dialog = null; // before: it opens again by itself otherwise
    if (old) old.remove();
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }

  root.onescreen = Object.assign(root.onescreen || {}, { sessionOver: { open: open, close: close } });
})(typeof window === "undefined" ? globalThis : window);
