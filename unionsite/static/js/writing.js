/* What a form would refuse is told while one writes, beside the field and in the server's words: length, telephone, mail,
   size of files; and before it is sent, what is missing. All is judged again on the server; nothing is cut off, nothing is
   kept, nothing leaves the device. Its words stand on its own element, in the admin on the field. */
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

  // --- One question (.field): what is wrong with it, told where the server would tell it ---
  function fieldsOf(box) {
    return Array.from(box.querySelectorAll("input:not([type='hidden']):not([type='file']):not([data-picker]), textarea, select"));
  }
  function rings(field) {
    var typed = field.value.normalize("NFKC").replace(/[\s()\-]/g, "");
    return !typed || new RegExp("^(?:" + field.dataset.phone + ")$").test(typed);
  }
  function tooLong(field) {
    var over = field.dataset.counted && field.writingLine && field.writingLine.classList.contains("field__error");
    return over ? field.writingLine.textContent : "";
  }
  function isFilled(field) {
    return field.type === "radio" || field.type === "checkbox" ? field.checked : Boolean(field.value.trim());
  }
  function faultOf(box) {
    var fields = fieldsOf(box);
    // What a choice hides is not asked.
    if (!fields.length || !fields[0].getClientRects().length) return "";
    var broken = fields.some(function (field) { return field.validity.badInput || field.validity.typeMismatch; });
    if (broken && box.dataset.invalid) return box.dataset.invalid;
    if (!fields.some(isFilled)) return box.dataset.missing || "";
    if (fields.some(function (field) { return field.dataset.phone && !rings(field); })) return words.ring;
    return fields.map(tooLong).join("");
  }
  function tell(box, text) {
    var field = fieldsOf(box)[0], told = box.querySelector(".field__error[id]");
    if (!field) return;
    // The line that counts says it already.
    if (tooLong(field)) text = "";
    if (text && !told) {
      told = document.createElement("p");
      told.className = "field__error";
      told.id = (box.matches("fieldset") ? field.name : field.id) + "_error";
      var legend = box.querySelector("legend");
      if (legend) legend.insertAdjacentElement("afterend", told);
      else (field.closest("label, .day") || field).insertAdjacentElement("beforebegin", told);
      var described = legend ? box : field;
      described.setAttribute("aria-describedby", ((described.getAttribute("aria-describedby") || "") + " " + told.id).trim());
    }
    if (told && text) told.textContent = text;
    else if (told) told.remove();
    if (text || tooLong(field)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  function judge(box) {
    var text = faultOf(box);
    tell(box, text);
    return text;
  }
  function boxOf(field) { return field.closest(".field"); }

  // --- Before a form sets out: all that is wrong, in a list as the server's and beside the fields ---
  function list(form, faults) {
    var old = form.parentNode.querySelector(".error-list"), box = document.createElement("div");
    if (old) old.remove();
    box.className = "error-list";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    var head = box.appendChild(document.createElement("h2")), rows = box.appendChild(document.createElement("ul"));
    head.textContent = form.dataset.list || words.list;
    faults.forEach(function (fault) {
      var row = rows.appendChild(document.createElement("li")), link = row.appendChild(document.createElement("a"));
      var label = fault.box.querySelector("legend, .field__label, label").firstChild;
      while (label && !label.textContent.trim()) label = label.nextSibling;
      link.href = "#" + fieldsOf(fault.box)[0].id;
      link.textContent = fault.box.dataset.label || (label ? (label.firstChild || label).textContent.trim() : "");
      row.append("\u3000" + fault.text);
    });
    box.appendChild(document.createElement("p")).textContent = form.dataset.there || words.there;
    form.insertAdjacentElement("beforebegin", box);
    // The list is what one sees and hears next, wherever the form stood.
    box.focus({ preventScroll: true });
    box.scrollIntoView();
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-judged") || (event.submitter && event.submitter.formNoValidate)) return;
    var faults = Array.from(form.querySelectorAll(".field")).map(function (box) {
      return { box: box, text: judge(box) };
    }).filter(function (fault) { return fault.text; });
    if (!faults.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    list(form, faults);
  }, true);

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
    if (event.target.getAttribute("aria-invalid") && boxOf(event.target)) judge(boxOf(event.target));
  });
  // Before the scripts of the pages, which may send the files at once.
  document.addEventListener("change", function (event) {
    if (event.target.dataset.mostBytes) weigh(event.target);
    else if (boxOf(event.target)) judge(boxOf(event.target));
  }, true);
  // Of several lines one paragraph is made: a line break would be lost.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.isComposing && "oneParagraph" in event.target.dataset) event.preventDefault();
  });
  function start() {
    document.querySelectorAll("[data-counted]").forEach(count);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
