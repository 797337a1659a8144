/* Titles to choose from while a query is typed: a list below the box, by arrows or by hand. Everything works without.
   Loaded by site.js for the first reader's hand that comes to a box. */
(function () {
  "use strict";
  var PAUSE = 200, known = {};
  var status = document.querySelector("[data-suggested]");

  function dress(input) {
    var list = document.createElement("ul");
    var options = [], at = -1, composing = false, timer;
    list.id = input.id + "-list";
    list.className = "suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].textContent);
    input.form.appendChild(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    }

    function point(to) {
      if (options[at]) options[at].setAttribute("aria-selected", "false");
      at = to;
      if (options[at]) {
        options[at].setAttribute("aria-selected", "true");
        input.setAttribute("aria-activedescendant", options[at].id);
        options[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function show(titles) {
      at = -1;
      list.textContent = "";
      options = titles.map(function (title, number) {
        var option = document.createElement("li");
        option.id = list.id + "-" + number;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = title;
        list.appendChild(option);
        return option;
      });
      if (!titles.length) return close();
      list.hidden = false;
      list.scrollTop = 0;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      if (status) status.textContent = status.dataset.suggested.replace("{}", titles.length);
    }

    function ask() {
      var typed = input.value.trim();
      if (composing) return;
      if (!typed) return close();
      function answer(titles) {
        known[typed] = titles;
        // Somebody may have typed on, or gone.
        if (input.value.trim() !== typed || document.activeElement !== input) return;
        show(titles.filter(function (title) { return title !== typed; }));
      }
      if (known[typed]) return answer(known[typed]);
      fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed), { credentials: "same-origin" })
        .then(function (found) { return found.ok ? found.json() : { suggestions: [] }; })
        .then(function (found) { answer(found.suggestions); })
        .catch(function () { /* offline: the form still works */ });
    }

    function later(event) {
      // The word may have been begun before this script was here.
      if (event && event.isComposing) composing = true;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }

    // While an input method composes, what stands there is no word yet.
    input.addEventListener("compositionstart", function () { composing = true; });
    input.addEventListener("compositionend", function () { composing = false; later(); });
    input.addEventListener("input", later);
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", function () { clearTimeout(timer); close(); });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.keyCode === 229) return;
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && list.hidden) {
        ask();
        event.preventDefault();
      } else if (step) {
        // Past either end lies the box itself.
        point((at + 1 + step + options.length + 1) % (options.length + 1) - 1);
        event.preventDefault();
      } else if (event.key === "Enter" && options[at]) {
        input.value = options[at].textContent;
      } else if (event.key === "Escape" && !list.hidden) {
        clearTimeout(timer);
        close();
        event.preventDefault();
      }
    });
    // The box keeps the focus, else the list would be gone before the click.
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      if (event.target === list) return;
      input.value = event.target.textContent;
      close();
      if (input.form.requestSubmit) input.form.requestSubmit();
      else input.form.submit();
    });
    // What was typed before this script was here.
    if (document.activeElement === input && input.value !== input.defaultValue) later();
  }

  if (window.fetch) document.querySelectorAll("input[data-suggest]").forEach(dress);
})();
