/* Titles to choose from while a query is typed, in the browser's own list. Everything works without. */
(function () {
  "use strict";
  var PAUSE = 200;
  document.querySelectorAll("input[data-suggest]").forEach(function (input) {
    var list = document.getElementById(input.getAttribute("list"));
    var timer, asked = "", begun = false;
    if (!list || !window.fetch) return;

    function show(titles) {
      list.textContent = "";
      titles.forEach(function (title) {
        var option = document.createElement("option");
        option.value = title;
        list.appendChild(option);
      });
    }

    function ask() {
      var typed = input.value.trim();
      if (begun || typed === asked || !typed) return;
      asked = typed;
      fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (found) { if (typed === asked) show(found.suggestions); })
        .catch(function () { /* offline: the form still works */ });
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }

    // While an input method composes, what stands there is no word yet.
    input.addEventListener("compositionstart", function () { begun = true; });
    input.addEventListener("compositionend", function () { begun = false; later(); });
    input.addEventListener("input", later);
  });
})();
