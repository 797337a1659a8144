/* Sends attached files one by one as they are chosen, each to be checked at once, so that the form itself is light and
   nothing has to be chosen twice. Photographs are made smaller first, but never where an original may be evidence. Without
   this the files go with the form. Its words stand on its own element. */
(function () {
  "use strict";
  var words = document.currentScript.dataset;
  var boxes = document.querySelectorAll("[data-files]");
  if (!boxes.length || !window.FormData || !window.fetch) return;
  var form = boxes[0].closest("form");
  var waiting = [], isBusy = false, sendLater = null;

  function inputOf(box) { return box.querySelector("input[type='file']"); }

  // --- One row for each file ---
  function span(row, kind, text) {
    var part = row.appendChild(document.createElement("span"));
    part.className = kind;
    part.textContent = text;
    return part;
  }
  function button(row, input) {
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
    var chosen = waiting.shift();
    isBusy = Boolean(chosen);
    if (!chosen) {
      if (sendLater) form.requestSubmit(sendLater);
      sendLater = null;
      return;
    }
    var box = chosen.box, file = chosen.file, input = inputOf(box);
    var row = box.querySelector("[data-staged]").appendChild(document.createElement("li"));
    span(row, "write__name", file.name);
    var told = span(row, "meta", words.sending.replace("{percent}", "0"));
    var ending = "." + file.name.split(".").pop().toLowerCase();
    told.setAttribute("role", "status");
    var isKnown = input.accept.split(",").indexOf(ending) >= 0;
    var light = box.hasAttribute("data-whole") ? Promise.resolve(file) : window.lighter(file);
    // Under the name of its own field, by which the form knows where it belongs.
    (isKnown ? light.then(function (sent) { return post({ action: "stage", [input.name]: sent }, told); })
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
      button(row, input);
      next();
    });
  }

  boxes.forEach(function (box) {
    var input = inputOf(box);
    box.querySelectorAll("[data-staged] li").forEach(function (row) {
      row.querySelector("label").remove();
      button(row, input);
    });
    input.addEventListener("change", function () {
      // What was said of the former choice.
      var fault = box.querySelector(".field__error[id]");
      if (fault) fault.remove();
      input.removeAttribute("aria-invalid");
      waiting = waiting.concat(Array.from(input.files, function (file) { return { box: box, file: file }; }));
      // What has set out by itself must not go with the form again.
      input.value = "";
      if (!isBusy) next();
    });
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
