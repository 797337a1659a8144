/* Fields of the admin with data-counted="40 90": how much is written, below the field. */
"use strict";
(() => {
  const start = field => {
    if (field.nextElementSibling?.matches(".counted")) return;
    const note = document.createElement("p");
    note.className = "counted";
    field.after(note);
    const [fewest, most] = field.dataset.counted.split(" ").map(Number);
    const tell = () => {
      const number = [...field.value.trim()].length;
      const state = number > most ? "Long" : number >= fewest ? "Right" : "Short";
      note.textContent = field.dataset["counted" + state].replace("{n}", number);
      note.classList.toggle("counted--long", state === "Long");
    };
    field.addEventListener("input", tell);
    // One paragraph: a line break would be lost.
    field.addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
    tell();
  };
  const startAll = () => document.querySelectorAll("[data-counted]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
