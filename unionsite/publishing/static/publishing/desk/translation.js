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
// A text whose box is still open, or that is on its way, comes along when the whole is sent; one that is refused stops it.
let waiting = false;
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const all = (selector) => document.querySelectorAll(`.js-translation-editor section li${selector}`);
    const boxes = [...all(" textarea")];
    const moving = () => all(" .icon-spinner").length;
    if (!form.matches(".js-translation-editor footer form") || !(boxes.length || moving())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = true;
    const refused = all(".errored").length;
    for (const box of boxes) [...box.closest("li").querySelectorAll("button")].pop().click();
    // By then the button may be disabled, and does not say its name.
    const named = Object.assign(document.createElement("input"), { type: "hidden" });
    Object.assign(named, { name: event.submitter?.name ?? "", value: event.submitter?.value ?? "" });
    const send = () => {
      if (moving()) return void setTimeout(send, 50);
      waiting = false;
      if (all(".errored").length > refused) return;
      form.append(named);
      form.requestSubmit();
      named.remove();
    };
    setTimeout(send, 50);
  },
  { capture: true },
);
