/* The frame's small comforts: text size, 长辈版, closing the menu, copying links, suggestions. All works without them. */
(function () {
  "use strict";
  var root = document.documentElement;

  // Safari before 15.4 does not say which button was pressed, before 16 cannot press one for a script.
  if (!("SubmitEvent" in window) || !("submitter" in SubmitEvent.prototype)) {
    var pressed = null;
    addEventListener("click", function (event) { pressed = event.target.closest("button, input"); }, true);
    Object.defineProperty(Event.prototype, "submitter", {
      get: function () { return this.type === "submit" && pressed && pressed.form === this.target ? pressed : null; },
    });
  }
  if (!HTMLFormElement.prototype.requestSubmit) {
    HTMLFormElement.prototype.requestSubmit = function (named) {
      var button = named || document.createElement("button");
      if (!named) {
        button.hidden = true;
        this.appendChild(button);
      }
      button.click();
      if (!named) button.remove();
    };
  }

  function store(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch (e) { /* private browsing: the choice lasts for this page */ }
  }

  document.querySelectorAll("[data-tool][hidden]").forEach(function (tool) { tool.hidden = false; });

  var files = document.currentScript ? document.currentScript.dataset : {};
  function fetchOnce(name) {
    if (!files[name]) return;
    var script = document.createElement("script");
    script.src = files[name];
    delete files[name];
    document.head.appendChild(script);
  }

  var easy = document.querySelectorAll("[data-tool='easy']");
  function showEasy() {
    var on = root.getAttribute("data-mode") === "easy";
    easy.forEach(function (button) { button.setAttribute("aria-pressed", String(on)); });
    if (on && document.querySelector(".aloud")) fetchOnce("aloud");
  }
  easy.forEach(function (button) {
    button.addEventListener("click", function () {
      var on = root.getAttribute("data-mode") !== "easy";
      if (on) root.setAttribute("data-mode", "easy");
      else root.removeAttribute("data-mode");
      store("mode", on ? "easy" : "");
      showEasy();
    });
  });
  showEasy();

  var status = document.querySelector("[data-status]");
  function say(text) { if (status) status.textContent = text; }

  document.querySelectorAll("[data-tool='bigger'], [data-tool='smaller']").forEach(function (button) {
    button.addEventListener("click", function () {
      var size = Number(root.getAttribute("data-size") || 0) + (button.dataset.tool === "bigger" ? 1 : -1);
      size = Math.max(0, Math.min(2, size));
      if (size) root.setAttribute("data-size", size);
      else root.removeAttribute("data-size");
      store("size", size ? String(size) : "");
      say(button.dataset.said || "");
    });
  });

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        var before = button.textContent;
        button.textContent = button.dataset.said;
        say(button.dataset.said);
        setTimeout(function () { button.textContent = before; }, 2000);
      });
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // Filters that have a place of their own beside the list.
  if (root.getAttribute("data-mode") !== "easy" && window.matchMedia("(min-width: 64em)").matches) {
    document.querySelectorAll("details[data-open-wide]").forEach(function (details) { details.open = true; });
  }

  // WeChat opens no calendar file, and says nothing.
  if (/MicroMessenger/i.test(navigator.userAgent)) document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href$='/calendar/']");
    if (!link) return;
    event.preventDefault();
    if (link.nextElementSibling && link.nextElementSibling.matches("[role='alert']")) return;
    var hint = document.createElement("span");
    hint.className = "notice";
    hint.setAttribute("role", "alert");
    hint.textContent = files.calendar;
    link.insertAdjacentElement("afterend", hint);
  });

  // A table wider than the screen says so, also after the phone was turned.
  function hintAtTables() {
    document.querySelectorAll("[data-table-hint]").forEach(function (hint) {
      var frame = hint.nextElementSibling;
      hint.hidden = frame.scrollWidth <= frame.clientWidth;
    });
  }
  hintAtTables();
  window.addEventListener("resize", hintAtTables);

  // Suggestions are fetched by the first hand that comes to a search box.
  function load(event) {
    if (event.target && event.target.dataset && event.target.dataset.suggest) fetchOnce("suggest");
  }
  document.addEventListener("focusin", load);
  load({ target: document.activeElement });

  // What a form was refused for is read first, and is in sight.
  var faults = document.querySelector(".error-list");
  if (faults) {
    faults.focus({ preventScroll: true });
    faults.scrollIntoView();
  }

  // A form that was refused is the answer to a sending; once sent again, Back would meet the browser's own error page.
  document.addEventListener("submit", function (event) {
    if (event.target.method === "post") history.replaceState(history.state, "", location.href);
  });

  var menu = document.querySelector(".thumb details");
  if (menu) {
    document.addEventListener("click", function (event) { if (!menu.contains(event.target)) menu.open = false; });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      // Else the focus would be lost with the closed sheet.
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    });
  }
})();
