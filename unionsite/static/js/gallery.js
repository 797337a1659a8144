/* Galleries move sideways by themselves; this adds buttons for the mouse, and opens pictures in a native dialog that
   moves in the same way. Without it, links open the picture. */
(function () {
  "use strict";
  document.querySelectorAll("[data-gallery]").forEach(function (gallery) {
    var links = Array.prototype.slice.call(gallery.querySelectorAll("a"));
    if (links.length > 1) addSteps(gallery);
    if (!window.HTMLDialogElement) return;
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
        bar.appendChild(button(entry[0], entry[1], entry[2]));
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
        // Without dialogs the link opens the picture.
        if (event.metaKey || event.ctrlKey || event.shiftKey || !window.HTMLDialogElement) return;
        event.preventDefault();
        if (!dialog) build();
        // allowed: too-new (the link leads to the picture, see above)
        dialog.showModal();
        go(index);
      });
    });
  });

  function button(sign, name, action) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", action);
    return made;
  }
  function addSteps(gallery) {
    var list = gallery.querySelector(".gallery__list");
    var steps = document.createElement("div");
    function move(by) {
      return function () { list.scrollBy({ left: by * list.firstElementChild.offsetWidth }); };
    }
    // A browser leaves a picture of which a bit shows where it is.
    list.addEventListener("focusin", function (event) {
      event.target.scrollIntoView({ block: "nearest", inline: "center" });
    });
    steps.className = "gallery__steps no-print";
    steps.appendChild(button("‹", gallery.dataset.previous, move(-1)));
    steps.appendChild(button("›", gallery.dataset.next, move(1)));
    gallery.appendChild(steps);
  }
})();
