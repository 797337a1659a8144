/* 长辈版 reads an article aloud, sentence by sentence, with a voice of this device; nothing is sent anywhere. */
(function () {
  "use strict";
  var bar = document.querySelector(".aloud");
  var speech = window.speechSynthesis;
  if (!bar || !speech || !window.SpeechSynthesisUtterance) return;

  var main = bar.querySelector("button");
  var stop = bar.querySelector("[data-stop]");
  var first = main.textContent;
  var language = bar.closest("[lang]").lang;
  var sentences = [];
  var place = 0;
  // Which answer of the browser counts: what was cancelled still reports its end.
  var round = 0;
  var reading = false;
  var voice = null;

  // Ours first, then any voice of the language: zh-TW still reads Chinese.
  function findVoice() {
    var short = language.slice(0, 2);
    var wanted = short === "zh" ? /^(zh[-_](CN|Hans)|cmn)/i : /^en[-_]GB/i;
    var able = speech.getVoices().filter(function (one) { return one.lang.slice(0, 2) === short || wanted.test(one.lang); });
    voice = able.filter(function (one) { return wanted.test(one.lang); })[0] || able[0] || null;
    bar.hidden = !voice;
  }

  // A browser falls silent in the middle of a long text, so it gets one sentence at a time.
  function collect() {
    var parts = bar.closest("article").querySelectorAll("h1, h2, h3, h4, p, li, dt, dd, caption, tr, figcaption, summary");
    Array.prototype.forEach.call(parts, function (part) {
      if (part.closest("[data-apart], [data-table-hint], .no-print, .meta, .piece__kind, .piece__foot, [hidden], details:not([open]) > :not(summary)")) return;
      if (part.querySelector("p, li, tr, summary")) return;
      var text = part.tagName === "TR"
        ? Array.prototype.map.call(part.children, function (cell) { return cell.textContent.trim(); }).join("，")
        : part.textContent;
      text = text.replace(/\s+/g, " ").trim();
      // A point ends a sentence only before a space: 1.5倍 is one number.
      (text.match(/.+?(?:[。！？；]+[”’）]*|[.!?](?=\s|$)|$)/g) || []).forEach(function (sentence) {
        (sentence.match(/.{1,120}(?:[，、,\s]|$)|.{1,120}/g) || []).forEach(function (piece) {
          if (piece.trim()) sentences.push({ part: part, text: piece.trim() });
        });
      });
    });
  }

  function mark(part) {
    var before = document.querySelector(".is-read-aloud");
    if (before && before !== part) before.classList.remove("is-read-aloud");
    if (part) part.classList.add("is-read-aloud");
  }

  function show() {
    main.textContent = reading ? main.dataset.pause : place ? main.dataset.on : first;
    stop.hidden = !reading && !place;
  }

  function next() {
    if (place >= sentences.length) return end();
    var one = new SpeechSynthesisUtterance(sentences[place].text);
    var mine = ++round;
    one.voice = voice;
    one.lang = voice.lang;
    one.rate = 0.9;
    one.onend = function () { if (mine === round) { place += 1; next(); } };
    one.onerror = function () { if (mine === round) pause(); };
    mark(sentences[place].part);
    speech.speak(one);
    show();
  }

  // Android cannot pause, only cancel: the sentence begins anew.
  function pause() {
    round += 1;
    reading = false;
    speech.cancel();
    show();
  }

  function end() {
    place = 0;
    pause();
    mark(null);
  }

  main.addEventListener("click", function () {
    if (reading) return pause();
    if (!sentences.length) collect();
    reading = true;
    speech.cancel();
    next();
  });
  stop.addEventListener("click", function () { end(); main.focus(); });
  window.addEventListener("pagehide", end);
  // Leaving 长辈版 takes the buttons away.
  new MutationObserver(function () {
    if (document.documentElement.getAttribute("data-mode") !== "easy") end();
  }).observe(document.documentElement, { attributeFilter: ["data-mode"] });

  findVoice();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", findVoice);
})();
