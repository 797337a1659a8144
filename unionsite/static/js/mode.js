/* Settles text size and 长辈版 before the page is drawn, from this device's own storage: no cookie, nothing leaves the phone. */
(function () {
  var root = document.documentElement;
  function read(key) { try { return localStorage.getItem(key) || ""; } catch (e) { return ""; } }
  root.setAttribute("data-js", "");
  if (read("mode") === "easy") root.setAttribute("data-mode", "easy");
  if (read("size")) root.setAttribute("data-size", read("size"));
})();
