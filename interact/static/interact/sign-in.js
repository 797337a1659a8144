/* Who signs in by another page finds again what was chosen or typed here. It is kept in this tab alone, for half an hour,
   and never a password. Everything works without this, by 工号 and password within the form. */
(function () {
  "use strict";
  var LIFE = 30 * 60 * 1000;
  var script = document.currentScript, form = script.closest("form"), key = "left:" + form.action;
  var notice = form.querySelector("[data-kept]");

  function isKept(field) {
    return field.name && !/^(hidden|password|file|submit)$/.test(field.type) && field.name.indexOf("sign_in-") !== 0;
  }
  function fields() { return Array.prototype.filter.call(form.elements, isKept); }
  function isChoice(field) { return field.type === "radio" || field.type === "checkbox"; }

  form.querySelectorAll("[data-leaves]").forEach(function (link) {
    link.addEventListener("click", function () {
      var values = fields().filter(function (field) { return !isChoice(field) || field.checked; })
        .map(function (field) { return [field.name, field.value]; });
      try {
        sessionStorage.setItem(key, JSON.stringify({ until: Date.now() + LIFE, values: values }));
      } catch (e) { /* private browsing: what was typed is lost, as without a script */ }
    });
  });

  // On the page with these fields the person has yet to come back.
  if (form.querySelector("#sign-in")) return;
  var left = null;
  try {
    left = JSON.parse(sessionStorage.getItem(key) || "null");
    sessionStorage.removeItem(key);
  } catch (e) { /* nothing was kept */ }
  if (!left || left.until < Date.now()) return;
  fields().forEach(function (field) {
    var mine = left.values.filter(function (pair) { return pair[0] === field.name; });
    if (isChoice(field)) field.checked = mine.some(function (pair) { return pair[1] === field.value; });
    else if (mine.length) field.value = mine[0][1];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  notice.hidden = false;
})();
