// Uploads pictures as soon as they are chosen; without this script the button does it.
(() => {
  const files = document.querySelector('input[type="file"][name="pictures"]');
  const button = document.querySelector("[data-upload]");
  const status = document.querySelector("[data-status]");
  if (!files || !button) return;
  // What the web server would refuse as a whole never sets out: the answer to that would not hold what was typed.
  const most = Number(button.dataset.most);
  const warning = document.querySelector("[data-too-much]");
  files.addEventListener("change", () => {
    if (!files.files.length) return;
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    if (warning) warning.hidden = size <= most;
    if (size > most) {
      files.value = "";
      return;
    }
    button.textContent = button.dataset.said;
    if (status) status.textContent = button.dataset.said;
    button.click();
  });
})();
