/* Gives each article of a statute a button that copies the address of its own page. Without this script there is none. */
(function () {
  "use strict";
  var text = document.querySelector("[data-copied]");
  if (!text || !navigator.clipboard) return;
  var status = document.querySelector("[data-status]");
  var icon = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#icon-copy"/></svg>';

  text.querySelectorAll(".article__tools").forEach(function (tools) {
    var button = document.createElement("button");
    button.type = "button";
    button.title = text.dataset.label;
    button.dataset.copied = text.dataset.copied;
    button.setAttribute("aria-label", text.dataset.label);
    button.innerHTML = icon; // allowed: html-from-text (the constant above)
    tools.appendChild(button);
  });

  text.addEventListener("click", function (event) {
    var button = event.target.closest(".article__tools button");
    if (!button) return;
    navigator.clipboard.writeText(button.parentNode.querySelector("a").href).then(function () {
      button.classList.add("is-copied");
      if (status) status.textContent = text.dataset.copied;
      setTimeout(function () {
        button.classList.remove("is-copied");
        if (status) status.textContent = "";
      }, 2000);
    });
  });
})();
