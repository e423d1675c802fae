/* A display's token out of the address: it leaves the address before anything else, and is sent. */
(function () {
  "use strict";

  const token = window.location.hash.slice(1);
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  const form = document.getElementById("display");
  if (!token || !form) return;
  form.elements.token.value = token;
  form.submit();
})();
