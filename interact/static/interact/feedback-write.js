/* Comforts of the channels' forms: a draft on this device, or on the site for somebody who has signed in, answers that there
   are already, fields that a choice hides. Else nothing leaves the device but the subject, as a search for answers.
   Everything works without this. */
(function () {
  "use strict";
  var PREFIX = "feedback-draft:";

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch (e) { return null; }
  }
  function write(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch (e) { /* private browsing: there is no draft */ }
  }

  // What has been sent is no draft any more.
  var sent = document.querySelector("[data-sent]");
  if (sent) write(PREFIX + sent.dataset.sent, null);
  var form = document.querySelector("[data-write]");
  if (!form) return;

  var status = document.querySelector("[data-status]");
  function say(text) { if (status) status.textContent = text; }

  // --- Fields that only somebody with a name fills in ---
  var named = form.querySelector("[data-named]");
  var choices = Array.prototype.slice.call(form.querySelectorAll("input[name='identity']"));
  function showNamed() {
    named.hidden = choices.some(function (choice) { return choice.checked && choice.value === "anonymous"; });
  }
  if (choices.length) {
    form.querySelector("[data-without-script]").hidden = true;
    choices.forEach(function (choice) { choice.addEventListener("change", showNamed); });
    showNamed();
    // A browser that goes back puts the choice in again, after this.
    window.addEventListener("pageshow", showNamed);
  }

  // --- The draft ---
  var key = PREFIX + form.dataset.write;
  var byChoice = form.hasAttribute("data-draft-by-choice");
  var keep = form.querySelector("[data-keep-draft]");
  var kept = Array.prototype.slice.call(form.querySelectorAll("[data-draft]"));
  var forget = Array.prototype.slice.call(form.querySelectorAll("[data-forget]"));
  var restored = form.querySelector("[data-restored]");
  var timer = 0;

  function mayKeep() { return !byChoice || keep.checked; }
  function showForget(on) { forget[forget.length - 1].hidden = !on; }

  // --- On the site: not what is to be anonymous, and nothing once the form has set out ---
  var isOfSite = form.hasAttribute("data-draft-kept") && window.fetch && window.AbortController;
  var isSent = false, asking = null, keptLine = form.querySelector("[data-draft-line]");
  function isAnonymous() {
    return choices.some(function (choice) { return choice.checked && choice.value === "anonymous"; });
  }
  function askSite(action) {
    var sent = new FormData();
    ["csrfmiddlewaretoken", "stamp"].forEach(function (name) { sent.append(name, form.elements[name].value); });
    kept.concat(Array.prototype.slice.call(form.querySelectorAll("input[type='radio']:checked"))).forEach(function (field) {
      sent.append(field.name, field.value);
    });
    sent.append("action", action);
    if (asking) asking.abort();
    asking = new AbortController();
    var way = { method: "POST", body: sent, headers: { Accept: "application/json" }, signal: asking.signal, keepalive: true };
    return fetch(form.getAttribute("action"), way).then(function (response) {
      return response.json().then(function (answer) {
        keptLine.textContent = answer.said;
        return response.ok;
      });
    }).catch(function (error) { return error.name === "AbortError"; });
  }
  function save() {
    clearTimeout(timer);
    timer = 0;
    if (isSent || !mayKeep()) return;
    if (!isOfSite || isAnonymous()) { saveHere(); return; }
    showForget(true);
    askSite("draft").then(function (isKept) {
      if (isKept) write(key, null);
      else saveHere();
    });
  }
  function saveHere() {
    var draft = {}, isEmpty = true;
    kept.forEach(function (field) {
      draft[field.name] = field.value;
      if (field.value.trim()) isEmpty = false;
    });
    write(key, isEmpty ? null : draft);
    showForget(!isEmpty);
  }
  function drop() {
    clearTimeout(timer);
    timer = 0;
    if (isOfSite) askSite("forget");
    write(key, null);
    showForget(false);
    restored.hidden = true;
  }

  if (byChoice) {
    form.querySelector("[data-keep]").hidden = false;
    keep.addEventListener("change", function () { if (keep.checked) save(); else drop(); });
  }
  var draft = read(key);
  if (draft && typeof draft === "object") {
    if (byChoice) keep.checked = true;
    if (form.hasAttribute("data-fresh")) {
      kept.forEach(function (field) {
        var text = draft[field.name];
        if (typeof text !== "string" || !text) return;
        if (!field.value) field.value = text;
        // What another page brought along comes after what was written before.
        else if (form.hasAttribute("data-brought") && field.tagName === "TEXTAREA") field.value = text + "\n\n" + field.value;
      });
      restored.hidden = false;
    }
    showForget(true);
  }
  kept.forEach(function (field) {
    field.addEventListener("input", function () {
      clearTimeout(timer);
      isSent = false;
      timer = setTimeout(save, isOfSite && !isAnonymous() ? 3000 : 500);
    });
  });
  window.addEventListener("pagehide", function () { if (timer) save(); });
  if (isOfSite) {
    form.addEventListener("submit", function (event) {
      if (event.submitter && event.submitter.formNoValidate) return;
      isSent = true;
      clearTimeout(timer);
      if (asking) asking.abort();
    });
    form.querySelector("[data-keep-now]").addEventListener("click", function (event) {
      event.preventDefault();
      save();
    });
    choices.forEach(function (choice) {
      choice.addEventListener("change", function () {
        if (isAnonymous()) askSite("draft");
        save();
      });
    });
    if (form.querySelector("[data-begun]")) showForget(true);
  }
  forget.forEach(function (button) {
    button.addEventListener("click", function () {
      drop();
      kept.forEach(function (field) { field.value = ""; });
      if (byChoice) keep.checked = false;
      say(button.dataset.said);
      kept[0].focus();
    });
  });

  // --- Answers that there are already ---
  var box = form.querySelector("[data-found]"), subject = form.elements.subject;
  if (!box || !form.dataset.similar || !window.fetch) return;
  var list = box.appendChild(document.createElement("ul")), asked = "", wait = 0;

  function show(answers) {
    list.textContent = "";
    answers.forEach(function (answer) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = answer.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = answer.title;
      item.appendChild(link);
      list.appendChild(item);
    });
    box.hidden = !answers.length;
  }
  function ask() {
    var words = subject.value.trim().slice(0, 60);
    if (words === asked) return;
    asked = words;
    if (words.length < 4) { show([]); return; }
    fetch(form.dataset.similar + "?q=" + encodeURIComponent(words), { credentials: "omit" })
      .then(function (response) { return response.ok ? response.json() : { answers: [] }; })
      .then(function (found) { if (words === asked) show(found.answers || []); })
      .catch(function () { /* without an answer there is nothing to show */ });
  }
  subject.addEventListener("input", function () {
    clearTimeout(wait);
    wait = setTimeout(ask, 600);
  });
})();
