/* Lets people see the password they type. */
(function () {
  "use strict";
  document.querySelectorAll("[data-reveal]").forEach(function (button) {
    var field = document.getElementById(button.dataset.reveal);
    var text = button.querySelector("[data-text]");
    if (!field || !text) return;
    var show = text.textContent;
    button.hidden = false;
    field.classList.add("is-joined");
    button.addEventListener("click", function () {
      var visible = field.type === "password";
      field.type = visible ? "text" : "password";
      text.textContent = visible ? button.dataset.hide : show;
      button.setAttribute("aria-pressed", String(visible));
      field.focus();
    });
  });
  document.querySelectorAll("form").forEach(function (form) {
    // Else browsers might keep what was shown among the texts they offer again.
    form.addEventListener("submit", function () {
      form.querySelectorAll("[data-reveal]").forEach(function (button) {
        var field = document.getElementById(button.dataset.reveal);
        if (field) field.type = "password";
      });
    });
  });
})();
