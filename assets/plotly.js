/* Plotly's bundle is evaluated once the first answer is painted: it takes longer than all the rest.
   Dash loads it from an address that browsers must ask about each time, unless `window.Plotly` is
   there; a promise of it is enough for the component, which waits. */
(function (root) {
  "use strict";

  let begin = function () {};
  const wanted = new Promise(function (resolve) { begin = resolve; });

  /* A promise of Plotly, loaded from an address once `wanted` is settled. */
  function promise(address) {
    let loading = null;
    function load() {
      return new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        Object.assign(script, { src: address, onload: function () { resolve(root.Plotly); }, onerror: reject });
        document.head.append(script);
      });
    }
    return {
      then: function (done, failed) {
        loading = loading || wanted.then(load);
        return loading.then(done, failed);
      },
    };
  }

  const link = document.getElementById("plotly");
  if (link && !root.Plotly) root.Plotly = promise(link.href);

  root.onescreen = Object.assign(root.onescreen || {}, { plotly: { begin: begin } });
})(window);
