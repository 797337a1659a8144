/* What a form would refuse is told while one writes: length, telephone, size of files. All is judged again on the server;
   nothing is cut off, nothing is kept, nothing leaves the device. Its words stand on its own element. */
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

  // --- Length: what is pasted stays whole, and is counted ---
  function count(field) {
    var most = Number(field.dataset.most);
    // As the server counts: line ends once, other signs each once.
    var number = Array.from(field.value.replace(/\r\n?/g, "\n").trim()).length;
    if (number > most) say(field, put(words.over, { number: number, most: most, more: number - most }), true);
    else if (field.tagName === "TEXTAREA" ? number : number > most * 0.8) say(field, put(words.count, { number: number, most: most }));
    else say(field, "");
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
    if (event.target.dataset.most) count(event.target);
    if (event.target.dataset.phone && event.target.writingLine) ring(event.target);
  });
  // Before the scripts of the pages, which may send the files at once.
  document.addEventListener("change", function (event) {
    if (event.target.dataset.mostBytes) weigh(event.target);
    if (event.target.dataset.phone) ring(event.target);
  }, true);
  document.querySelectorAll("[data-most]").forEach(count);
  document.querySelectorAll("[data-phone]").forEach(ring);
})();
