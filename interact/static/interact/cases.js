/* The handlers' desk: keys in a queue, saved replies on a form. Everything works without it. */
(() => {
  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function move(step) {
    const links = [...document.querySelectorAll("[data-case-link]")];
    if (!links.length) return;
    const place = links.indexOf(document.activeElement);
    const next = place < 0 ? (step > 0 ? 0 : links.length - 1) : place + step;
    const link = links[Math.min(Math.max(next, 0), links.length - 1)];
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  }

  function openFilters() {
    const filters = document.querySelector(".cases-filters");
    if (!filters) return false;
    filters.open = true;
    filters.querySelector("input:not([type=hidden])").focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/" && openFilters()) event.preventDefault();
  });

  // On a phone the form stands below the case: what was refused must not be out of sight.
  document.querySelector(".cases-step :is([role=alert], [aria-invalid=true])")?.scrollIntoView({ block: "center" });

  for (const replies of document.querySelectorAll("[data-saved-replies]")) {
    const field = document.getElementById(replies.dataset.savedReplies);
    if (!field) continue;
    const select = document.createElement("select");
    select.append(new Option(replies.dataset.label, ""));
    select.setAttribute("aria-label", replies.dataset.label);
    const texts = [...replies.querySelectorAll("[data-saved-reply]")].map((reply) => {
      select.append(new Option(reply.querySelector("strong").textContent, String(select.length)));
      return reply.querySelector("p").textContent;
    });
    select.addEventListener("change", () => {
      const text = texts[Number(select.value) - 1];
      select.value = "";
      if (text === undefined) return;
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    replies.replaceWith(select);
  }
})();
