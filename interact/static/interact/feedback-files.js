/* Sends attached files one by one as they are chosen, each to be checked at once, so that the form itself is light and
   nothing has to be chosen twice. Photographs are made smaller first, but never where an original may be evidence. Without
   this the files go with the form. Its words stand on its own element. */
(function () {
  "use strict";
  var words = document.currentScript.dataset;
  var box = document.querySelector("[data-files]");
  if (!box || !window.FormData || !window.fetch) return;
  var form = box.closest("form"), input = box.querySelector("input[type='file']"), list = box.querySelector("[data-staged]");
  var waiting = [], isBusy = false, sendLater = null;

  // --- One row for each file ---
  function span(row, kind, text) {
    var part = row.appendChild(document.createElement("span"));
    part.className = kind;
    part.textContent = text;
    return part;
  }
  function button(row) {
    var remove = document.createElement("button");
    remove.type = "button";
    remove.className = "write__plain";
    remove.textContent = words.remove;
    remove.addEventListener("click", function () {
      var key = row.dataset.key;
      row.remove();
      input.focus();
      if (key) post({ action: "unstage", unstage: key });
    });
    row.appendChild(remove);
  }
  function data(values) {
    var sent = new FormData();
    ["csrfmiddlewaretoken", "stamp", "staging"].forEach(function (name) { sent.append(name, form.elements[name].value); });
    Object.keys(values).forEach(function (name) { sent.append(name, values[name]); });
    return sent;
  }
  function post(values, told) {
    return new Promise(function (done) {
      var request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action"));
      request.responseType = "json";
      request.timeout = 180000;
      if (told) request.upload.addEventListener("progress", function (event) {
        told.textContent = words.sending.replace("{percent}", Math.floor(100 * event.loaded / event.total));
      });
      request.onloadend = function () { done(request.response || { fault: words.failed }); };
      request.send(data(values));
    });
  }
  function next() {
    var file = waiting.shift();
    isBusy = Boolean(file);
    if (!file) {
      if (sendLater) form.requestSubmit(sendLater);
      sendLater = null;
      return;
    }
    var row = list.appendChild(document.createElement("li"));
    span(row, "write__name", file.name);
    var told = span(row, "meta", words.sending.replace("{percent}", "0"));
    var ending = "." + file.name.split(".").pop().toLowerCase();
    told.setAttribute("role", "status");
    var isKnown = input.accept.split(",").indexOf(ending) >= 0;
    var light = box.hasAttribute("data-whole") ? Promise.resolve(file) : window.lighter(file);
    (isKnown ? light.then(function (sent) { return post({ action: "stage", files: sent }, told); })
      : Promise.resolve({ fault: words.kind })).then(function (laid) {
      if (laid.key) {
        row.dataset.key = laid.key;
        told.textContent = laid.size;
        var held = document.createElement("input");
        held.type = "hidden";
        held.name = "staged";
        held.value = laid.key;
        row.appendChild(held);
      } else {
        told.className = "field__error";
        told.textContent = laid.fault || words.failed;
        sendLater = null;
      }
      button(row);
      next();
    });
  }

  list.querySelectorAll("li").forEach(function (row) {
    row.querySelector("label").remove();
    button(row);
  });
  input.addEventListener("change", function () {
    waiting = waiting.concat(Array.from(input.files));
    // What has set out by itself must not go with the form again.
    input.value = "";
    if (!isBusy) next();
  });
  form.addEventListener("submit", function (event) {
    if (!isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendLater = event.submitter;
    var status = document.querySelector("[data-status]");
    if (status) status.textContent = words.wait;
  }, true);
})();
