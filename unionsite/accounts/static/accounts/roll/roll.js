/* Prints the slips; looks again while an import runs. Both work by hand without it. */
(function () {
  "use strict";
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  var running = document.querySelector("[data-refresh]");
  if (running) setTimeout(function () { window.location.reload(); }, Number(running.dataset.refresh) * 1000);
})();
