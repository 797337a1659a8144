// What wagtail-localize's editor says in English without gettext, or leaves without a name. It draws when the document is ready, before this runs.
document.addEventListener("DOMContentLoaded", () => {
  const say = (selector, text) => document.querySelectorAll(`.js-translation-editor ${selector}`).forEach((node) => { node.textContent = text; });
  const [source, target] = (document.querySelector(".header-meta--locales")?.innerText ?? "").split("\n").map((name) => name.trim()).filter(Boolean);
  say("section > div > h3", target ? `${source}原文与${target}译文` : "原文与译文");
  document.querySelectorAll(".js-translation-editor section > div > h3").forEach((node) => node.setAttribute("aria-level", "2"));
  document.querySelectorAll(".js-translation-editor input[type=file]").forEach((node) => {
    node.setAttribute("aria-label", node.closest("div").querySelector("button").textContent.trim());
  });
  say(".w-dropdown__toggle .w-sr-only", "更多操作");
});
// A text whose box is still open is not saved: sending the whole would leave it behind.
document.addEventListener(
  "submit",
  (event) => {
    const box = document.querySelector(".js-translation-editor section li textarea");
    if (!box || !event.target.matches("#submit-translation, .js-translation-editor footer form")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.setCustomValidity("这段译文还没有保存。请先按这一段的“保存”或“取消”，再提交。");
    box.reportValidity();
    box.addEventListener("input", () => box.setCustomValidity(""), { once: true });
  },
  { capture: true },
);
