/* Answering a quiz: counts the time down, and sends each answer as it is chosen. The server's clock decides. */
(function () {
  "use strict";

  var clock = document.querySelector("[data-left]");
  if (clock) {
    var shown = clock.querySelector("strong");
    var said = clock.querySelector("[data-said]");
    var words = clock.getAttribute("data-words");
    // By the end, not by ticks: a phone that slept shows the right time when it wakes.
    var end = Date.now() + Number(clock.getAttribute("data-left")) * 1000;
    var timer = setInterval(function () {
      var left = Math.max(Math.round((end - Date.now()) / 1000), 0);
      shown.textContent = words.replace("{m}", Math.floor(left / 60)).replace("{s}", left % 60);
      if (left <= 60 && !clock.classList.contains("is-short")) {
        clock.classList.add("is-short");
        said.textContent = said.getAttribute("data-said");
      }
      if (left === 0) {
        clearInterval(timer);
        // Two seconds later the server has closed the attempt, and shows the result.
        setTimeout(function () { window.location.assign(clock.getAttribute("data-over")); }, 2500);
      }
    }, 1000);
  }

  var form = document.querySelector("form[data-saves]");
  if (!form) { return; }
  var status = form.querySelector("[data-status-of-saving]");
  var waiting = null;

  // One at a time, and a button waits for the one on its way: an older answer must not arrive after a newer one.
  var busy = false, again = false, then = null;

  function done() {
    if (!busy) { return; }
    busy = false;
    if (then) { then(); } else if (again) { save(); }
  }

  function save() {
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    var data = new FormData(form);
    data.set("go", "stay");
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" })
      .then(function (response) {
        if (response.status === 409) { window.location.assign(clock.getAttribute("data-over")); }
        status.textContent = form.getAttribute(response.status === 204 ? "data-saved" : "data-failed");
        var own = form.querySelector("[data-answered]");
        if (response.status !== 204 || !own) { return; }
        own.classList.add("is-answered");
        own.setAttribute("aria-label", own.getAttribute("data-answered"));
      })
      .catch(function () { status.textContent = form.getAttribute("data-failed"); })
      .then(done);
  }

  form.addEventListener("submit", function (event) {
    clearTimeout(waiting);
    if (!busy || then) { return; }
    var button = event.submitter;
    event.preventDefault();
    then = function () { form.requestSubmit(button); };
    // A line that hangs keeps nobody.
    setTimeout(done, 3000);
  });
  form.addEventListener("change", save);
  form.addEventListener("input", function (event) {
    if (event.target.type !== "text") { return; }
    clearTimeout(waiting);
    waiting = setTimeout(save, 1500);
  });
})();
