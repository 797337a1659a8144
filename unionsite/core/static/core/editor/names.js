// Names for screen readers that Wagtail's editor leaves out: rich texts, tags, cells of tables; nested panels are no landmarks.
(() => {
  const name = () => {
    document.querySelectorAll("[role=textbox].public-DraftEditor-content, .tagit-new input").forEach((field) => {
      const panel = field.closest("section[id$='-section']");
      if (panel) field.setAttribute("aria-labelledby", panel.id.replace(/section$/, "heading"));
    });
    document.querySelectorAll(".typed-table-block tbody tr").forEach((row) => {
      [...row.cells].flatMap((cell) => [...cell.querySelectorAll(":is(input, select, textarea)[id*='-cell-']")]).forEach((field, column) => {
        field.setAttribute("aria-label", `第${row.rowIndex}行第${column + 1}列`);
      });
    });
    document.querySelectorAll("section[id^=block][aria-labelledby]").forEach((panel) => panel.removeAttribute("aria-labelledby"));
    document.querySelectorAll(".w-minimap__list:not([tabindex])").forEach((list) => list.setAttribute("tabindex", "0"));
  };
  let planned = false;
  const plan = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; name(); });
  };
  new MutationObserver(plan).observe(document.body, { childList: true, subtree: true });
  plan();
})();
