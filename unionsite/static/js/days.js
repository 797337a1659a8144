/* Puts a button beside each day that opens the device's own calendar; the day is typed as before, too. */
(function () {
  "use strict";
  if (!HTMLInputElement.prototype.showPicker) return;
  var SVG = "http://www.w3.org/2000/svg", SHAPE = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5";

  function typed(text) {
    var found = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?\s*$/.exec(text.normalize("NFKC"));
    return found ? [found[1], found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-") : "";
  }
  function drawn() {
    var icon = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    icon.setAttribute("class", "icon");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SHAPE);
    icon.appendChild(path);
    return icon;
  }

  document.querySelectorAll("input[data-pick]").forEach(function (field) {
    var box = document.createElement("span"), button = document.createElement("button"), picker = document.createElement("input");
    var label = field.getAttribute("aria-label") || (field.labels[0] ? field.labels[0].firstChild.textContent.trim() : "");
    box.className = "day";
    button.type = "button";
    button.className = "day__pick";
    button.title = field.dataset.pick;
    button.setAttribute("aria-label", field.dataset.pick + " " + label);
    button.appendChild(drawn());
    picker.type = "date";
    picker.className = "visually-hidden";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    picker.setAttribute("data-picker", "");
    field.insertAdjacentElement("beforebegin", box);
    box.append(field, button, picker);
    button.addEventListener("click", function () {
      picker.value = typed(field.value);
      picker.showPicker();
    });
    picker.addEventListener("change", function () {
      if (!picker.value) return;
      field.value = picker.value;
      ["input", "change"].forEach(function (kind) { field.dispatchEvent(new Event(kind, { bubbles: true })); });
    });
  });
})();
