/* Says that an import takes a moment; puts the notes away without losing what is being typed. Both work without it. */
(function () {
  "use strict";
  document.querySelectorAll("form.word-import").forEach(function (form) {
    form.addEventListener("submit", function () {
      var button = form.querySelector("[data-busy]");
      setTimeout(function () { button.disabled = true; button.textContent = button.dataset.busy; }, 0);
    });
  });
  document.querySelectorAll("[data-word-notes] form").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "XMLHttpRequest" } })
        .then(function (response) {
          if (response.ok) form.closest("[data-word-notes]").remove();
          else form.submit();
        }, function () { form.submit(); });
    });
  });
})();
