/* Galleries open in a native dialog; a finger, the wheel or the arrow keys move sideways. Without this, links open the picture. */
(function () {
  "use strict";
  if (!window.HTMLDialogElement) return;
  document.querySelectorAll("[data-gallery]").forEach(function (gallery) {
    var links = Array.prototype.slice.call(gallery.querySelectorAll("a"));
    var dialog, strip, place;

    function build() {
      dialog = document.createElement("dialog");
      dialog.className = "viewer";
      strip = document.createElement("div");
      strip.className = "viewer__strip";
      strip.tabIndex = -1;
      links.forEach(function (link) {
        var figure = document.createElement("figure");
        var picture = new Image();
        picture.src = link.href;
        picture.loading = "lazy";
        picture.alt = link.querySelector("img").alt;
        figure.appendChild(picture);
        var caption = link.parentNode.querySelector("figcaption");
        if (caption) figure.appendChild(caption.cloneNode(true));
        strip.appendChild(figure);
      });
      var bar = document.createElement("div");
      bar.className = "viewer__bar";
      place = document.createElement("span");
      place.setAttribute("aria-live", "polite");
      bar.appendChild(place);
      [["‹", gallery.dataset.previous, function () { go(now() - 1); }],
        ["›", gallery.dataset.next, function () { go(now() + 1); }],
        ["✕", gallery.dataset.close, function () { dialog.close(); }]].forEach(function (entry) {
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = entry[0];
        button.setAttribute("aria-label", entry[1]);
        button.addEventListener("click", entry[2]);
        bar.appendChild(button);
      });
      dialog.appendChild(bar);
      dialog.appendChild(strip);
      document.body.appendChild(dialog);
      strip.addEventListener("scroll", function () { place.textContent = now() + 1 + " / " + links.length; });
      dialog.addEventListener("keydown", function (event) {
        if (event.key === "ArrowLeft") { event.preventDefault(); go(now() - 1); }
        if (event.key === "ArrowRight") { event.preventDefault(); go(now() + 1); }
      });
    }
    function now() { return Math.round(strip.scrollLeft / strip.clientWidth); }
    function go(index) {
      index = Math.max(0, Math.min(links.length - 1, index));
      strip.scrollLeft = index * strip.clientWidth;
      place.textContent = index + 1 + " / " + links.length;
    }
    links.forEach(function (link, index) {
      link.addEventListener("click", function (event) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        if (!dialog) build();
        dialog.showModal();
        go(index);
      });
    });
  });
})();
