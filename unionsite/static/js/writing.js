/* What a form would refuse is told while one writes: length, telephone, size of files. All is judged again on the server;
   nothing is cut off, nothing is kept, nothing leaves the device. Its words stand on its own element, in the admin on the
   field. */
(function () {
  "use strict";
  var words = document.currentScript.dataset;

  function put(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  // A line under the field, which screen readers hear when it changes.
  function line(field) {
    if (!field.writingLine) {
      field.writingLine = document.createElement("p");
      field.writingLine.setAttribute("aria-live", "polite");
      field.insertAdjacentElement("afterend", field.writingLine);
    }
    return field.writingLine;
  }
  function say(field, text, isFault) {
    if (!text && !field.writingLine) return;
    var told = line(field);
    told.textContent = text;
    told.className = isFault ? "field__error" : "field__help";
    told.hidden = !text;
  }

  // --- Length (data-counted="40 90"): what is pasted stays whole, and is counted ---
  function count(field) {
    var limits = field.dataset.counted.split(" "), fewest = Number(limits[0]), most = Number(limits[1]), own = field.dataset;
    // As the server counts: line ends once, other signs each once.
    var number = Array.from(field.value.replace(/\r\n?/g, "\n").trim()).length;
    var isLong = number > most, isShort = number < fewest;
    var text = isLong ? own.countedLong || words.over : isShort ? own.countedShort : own.countedRight || words.count;
    var isTold = isLong || isShort || (field.tagName === "TEXTAREA" ? number : number > most * 0.8);
    say(field, isTold ? put(text, { n: number, number: number, most: most, more: number - most }) : "", isLong);
  }

  // --- Telephone ---
  function ring(field) {
    var typed = field.value.normalize("NFKC").replace(/[\s()\-]/g, "");
    var isGood = !typed || new RegExp("^(?:" + field.dataset.phone + ")$").test(typed);
    say(field, isGood ? "" : words.ring, true);
  }

  // --- Files: those that are too large are not taken along ---
  function weigh(field) {
    var most = Number(field.dataset.mostBytes), number = Number(field.dataset.mostFiles || 1);
    var chosen = Array.from(field.files), good = chosen.filter(function (file) { return file.size <= most; });
    var faults = chosen.filter(function (file) { return file.size > most; }).map(function (file) {
      return put(words.large, { name: file.name, size: Math.ceil(file.size / 1048576), most: Math.floor(most / 1048576) });
    });
    if (good.length > number) {
      faults.push(put(words.many, { number: number }));
      good = good.slice(0, number);
    }
    if (faults.length) {
      var taken = new DataTransfer();
      good.forEach(function (file) { taken.items.add(file); });
      field.files = taken.files;
    }
    say(field, faults.join(" "), true);
  }

  document.addEventListener("input", function (event) {
    if (event.target.dataset.counted) count(event.target);
    if (event.target.dataset.phone && event.target.writingLine) ring(event.target);
  });
  // Before the scripts of the pages, which may send the files at once.
  document.addEventListener("change", function (event) {
    if (event.target.dataset.mostBytes) weigh(event.target);
    if (event.target.dataset.phone) ring(event.target);
  }, true);
  // Of several lines one paragraph is made: a line break would be lost.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.isComposing && "oneParagraph" in event.target.dataset) event.preventDefault();
  });
  function start() {
    document.querySelectorAll("[data-counted]").forEach(count);
    document.querySelectorAll("[data-phone]").forEach(ring);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
