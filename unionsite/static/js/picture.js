/* Draws a receipt, or what was worked out, as a picture that a phone can keep. It is made here and goes nowhere. It stands on
   the page, too: WeChat takes no downloads, and no browser tells whether one was kept. */
(function () {
  "use strict";
  var button = document.querySelector("[data-save]");
  var canvas = document.createElement("canvas"), made = null;
  if (!button || !canvas.toBlob) return;

  function draw() {
    var lines = button.dataset.lines.split("|").filter(Boolean), pen = canvas.getContext("2d");
    var family = getComputedStyle(document.body).fontFamily, code = button.dataset.save;
    canvas.width = 1080;
    canvas.height = 420 + 64 * lines.length;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#b3242b";
    pen.fillRect(0, 0, canvas.width, 12);
    pen.textBaseline = "top";
    function write(text, size, weight, top, colour, face) {
      do {
        pen.font = weight + " " + size + "px " + (face || family);
        size -= 2;
      } while (pen.measureText(text).width > canvas.width - 144 && size > 16);
      pen.fillStyle = colour;
      pen.fillText(text, 72, top);
    }
    write(button.dataset.heading, 56, 600, 84, "#211c18");
    write(code, 72, 700, 196, "#211c18", "ui-monospace, Menlo, Consolas, monospace");
    lines.forEach(function (text, number) { write(text, 36, 400, 336 + 64 * number, "#675e56"); });
  }

  button.hidden = false;
  button.addEventListener("click", function () {
    draw();
    canvas.toBlob(function (blob) {
      var link = document.createElement("a"), place = button.closest("p");
      if (!made) {
        made = document.createElement("figure");
        made.className = "picture-made no-print";
        made.tabIndex = -1;
        made.appendChild(document.createElement("img")).alt = button.dataset.heading + " " + button.dataset.save;
        made.appendChild(document.createElement("figcaption")).textContent = button.dataset.said;
        place.insertAdjacentElement("afterend", made);
      }
      URL.revokeObjectURL(made.firstChild.src);
      link.href = made.firstChild.src = URL.createObjectURL(blob);
      link.download = button.dataset.file;
      made.focus();
      if (!/MicroMessenger/i.test(navigator.userAgent)) link.click();
    }, "image/png");
  });
})();
