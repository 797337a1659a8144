// Figures of the Checks panel for Chinese: taken anew from the preview whenever Wagtail has read it.
(() => {
  const BLOCKS = "p, li, blockquote, dd, td";
  const UNITS = /[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z]+)*|\d+(?:[.,]\d+)*/g;
  const A_MINUTE = 400;

  const count = (text) => (text.match(UNITS) || []).length;

  const show = (name, value) => {
    for (const place of document.querySelectorAll(`[data-text-metric="${name}"]`)) {
      place.textContent = `${value}${place.dataset.unit ? ` ${place.dataset.unit}` : ""}`;
    }
  };

  document.addEventListener("w-preview:content", (event) => {
    const source = event.detail && event.detail.content && event.detail.content.innerHTML;
    if (typeof source !== "string") return;
    const content = new DOMParser().parseFromString(source, "text/html").body;
    for (const extra of content.querySelectorAll("[data-qa-notes], script, style, nav, svg")) extra.remove();
    const characters = count(content.textContent);
    // With marks, as the rule on long paragraphs counts.
    const lengths = [...content.querySelectorAll(BLOCKS)].map((block) => block.textContent.trim().length);
    show("characters", characters);
    show("minutes", Math.max(1, Math.ceil(characters / A_MINUTE)));
    show("longest", Math.max(0, ...lengths));
  });
})();
