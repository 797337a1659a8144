/* Copies what a read-only field holds, as text or as formatted text; without this script the fields can be copied by hand. */
(() => {
  const status = document.querySelector("[data-kit-status]");

  function copyBySelection(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  }

  /* Older browsers, and sites without https: a hidden element is selected and copied. */
  function copyTheOldWay(text, rich) {
    const holder = document.createElement("div");
    holder.style.cssText = "position:fixed;inset-inline-start:-9999px;white-space:pre-wrap;background:#fff;";
    if (rich) {
      holder.append(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    } else {
      holder.textContent = text;
    }
    document.body.append(holder);
    const done = copyBySelection(holder);
    holder.remove();
    return done;
  }

  async function copy(text, rich) {
    try {
      if (rich) {
        const plain = new DOMParser().parseFromString(text, "text/html").body.textContent;
        await navigator.clipboard.write([
          new ClipboardItem({
            "text/html": new Blob([text], { type: "text/html" }),
            "text/plain": new Blob([plain], { type: "text/plain" }),
          }),
        ]);
      } else {
        await navigator.clipboard.writeText(text);
      }
      return true;
    } catch {
      return copyTheOldWay(text, rich);
    }
  }

  document.querySelectorAll("[data-kit-copy]").forEach((button) => {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(document.getElementById(button.dataset.kitCopy).value, "kitRich" in button.dataset);
      const answer = done ? "已复制" : "没有复制成功，请选中文字后自行复制";
      button.textContent = answer;
      if (status) {
        status.textContent = answer;
      }
      setTimeout(() => {
        button.textContent = words;
      }, 2000);
    });
  });
})();
