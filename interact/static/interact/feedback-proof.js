/* Does the ALTCHA work that stands in the form, so that nobody has to read a picture. Needs https; else the picture stays. */
(function () {
  "use strict";
  var box = document.querySelector("[data-captcha]");
  if (!box || !window.crypto || !crypto.subtle || !window.TextEncoder) return;
  var form = box.closest("form"), proof = form.elements.proof;
  var work = box.querySelector("[data-work]"), picture = box.querySelector("[data-picture]");
  var send = form.querySelector("[data-send]");
  var running = null, isWaiting = false;

  function bytes(hex) {
    return new Uint8Array(hex.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
  }
  function hex(array) {
    return Array.prototype.map.call(array, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  async function solve(challenge) {
    var wanted = challenge.parameters, nonce = bytes(wanted.nonce), salt = bytes(wanted.salt), started = Date.now();
    if (wanted.algorithm !== "PBKDF2/SHA-256") throw new Error("unknown work");
    for (var counter = 0; counter < 100000; counter += 1) {
      var password = new Uint8Array(nonce.length + 4);
      password.set(nonce);
      new DataView(password.buffer).setUint32(nonce.length, counter);
      var key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      var way = { name: "PBKDF2", hash: "SHA-256", salt: salt, iterations: wanted.cost };
      var found = hex(new Uint8Array(await crypto.subtle.deriveBits(way, key, wanted.keyLength * 8)));
      if (found.indexOf(wanted.keyPrefix) === 0) {
        return { counter: counter, derivedKey: found, time: Date.now() - started };
      }
    }
    throw new Error("not found");
  }

  function begin() {
    if (running) return running;
    var challenge = JSON.parse(box.dataset.challenge);
    work.textContent = work.dataset.working;
    running = solve(challenge).then(function (solution) {
      proof.value = btoa(JSON.stringify({ challenge: challenge, solution: solution }));
      work.textContent = work.dataset.done;
    }, function () {
      work.hidden = true;
      picture.hidden = false;
    });
    return running;
  }

  // After a failed proof both ways are open: whatever went wrong with the first.
  var hasFailed = Boolean(box.querySelector(".field__error"));
  work.hidden = false;
  picture.hidden = !hasFailed;
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("submit", function (event) {
    if (proof.value || !picture.hidden) return;
    event.preventDefault();
    if (isWaiting) return;
    isWaiting = true;
    var before = send.textContent;
    send.textContent = send.dataset.working;
    begin().then(function () {
      isWaiting = false;
      send.textContent = before;
      if (proof.value) form.submit();
      else form.elements.letters.focus();
    });
  });
})();
