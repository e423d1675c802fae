/* The menu of whoever is logged in, in the header: asked for in the language and theme of the page,
   again until it is there; it logs out. */
(function (root) {
  "use strict";

  const PACE = 1000; // ms between two looks whether it is there

  let drawn = ""; // the language and theme that it is in
  let asking = false;

  function language() {
    return document.documentElement.lang === "en" ? "en" : "zh";
  }

  /* Draws it as the page is, once Dash has drawn the place for it. */
  async function follow() {
    const place = document.getElementById("account");
    const wanted = "lang=" + language() + "&theme=" + (document.documentElement.dataset.theme || "dark");
    if (!place || asking || (drawn === wanted && place.hasChildNodes())) return;
    asking = true;
    try {
      const options = { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } };
      const response = await root.fetch("/account?" + wanted, options);
      if (!response.ok) return;
      root.onescreen.draw.draw("account", (await response.json()).children);
      drawn = wanted;
    } catch { /* the loop shows that the server is away */ } finally {
      asking = false;
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
    setInterval(follow, PACE);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { account: { follow: follow } });
})(typeof window === "undefined" ? globalThis : window);
