/* The menu of whoever is logged in, in the header: asked for once in a language; it logs out. */
(function (root) {
  "use strict";

  let drawn = ""; // the language that it is in

  function language() {
    return document.documentElement.lang === "en" ? "en" : "zh";
  }

  /* Draws it in the language of the page, once Dash has drawn the place for it. */
  async function follow() {
    const wanted = language();
    if (drawn === wanted || !document.getElementById("account")) return;
    drawn = wanted;
    try {
      const options = { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } };
      const response = await root.fetch("/account?lang=" + wanted, options);
      if (!response.ok) throw new Error("status " + response.status);
      const answer = await response.json();
      if (drawn === wanted) root.onescreen.draw.draw("account", answer.children);
    } catch {
      drawn = ""; // with the next change, or the next click on it
    }
  }

  async function logout() {
    const options = { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" } };
    const response = await root.fetch("/logout?lang=" + language(), options);
    root.location.assign((await response.json()).next);
  }

  function onClick(event) {
    if (event.target.closest("[data-logout]")) logout();
  }

  if (root.document) {
    root.document.addEventListener("click", onClick);
    new MutationObserver(follow).observe(root.document.documentElement, { attributes: true, attributeFilter: ["lang"] });
    root.document.addEventListener("DOMContentLoaded", follow);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { account: { follow: follow } });
})(typeof window === "undefined" ? globalThis : window);
