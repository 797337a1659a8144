/* Where a question takes so many choices at most, the others wait until one is taken back. The server asks again. */
(function () {
  "use strict";

  function watch(question) {
    var most = Number(question.getAttribute("data-most"));
    var boxes = question.querySelectorAll("input[type=checkbox]");
    var said = question.querySelector("[data-full]");

    function count() {
      var chosen = question.querySelectorAll("input[type=checkbox]:checked").length;
      boxes.forEach(function (box) {
        box.disabled = chosen >= most && !box.checked;
      });
      // Said once it is full, so that a box that takes no click is no riddle.
      said.textContent = chosen >= most ? said.getAttribute("data-full") : "";
      return chosen;
    }

    question.addEventListener("change", count);
    // What the browser has filled in again, or the server has given back with an error: too many can only be taken back.
    window.addEventListener("pageshow", count);
    count();
  }

  document.querySelectorAll("fieldset[data-most]").forEach(watch);
})();
