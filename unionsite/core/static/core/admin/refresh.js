/* Looks again while something runs; the page has a link to do so by hand. */
(function () {
  "use strict";
  var running = document.querySelector("[data-refresh]");
  if (running) setTimeout(function () { window.location.reload(); }, Number(running.dataset.refresh) * 1000);
})();
