// Uploads pictures one by one as soon as they are chosen, and shows at once where to say what is on each; what is typed
// elsewhere on the page stays. Without this script the button uploads them.
(() => {
  const form = document.querySelector(".contribute__form");
  if (!form || !window.DOMParser) return;
  const status = document.querySelector("[data-status]");
  const part = () => form.querySelector("#pictures");
  const input = () => part().querySelector('input[type="file"]');
  // While pictures are on their way the form waits for them, and then goes on by the button that was pressed.
  let busy = false;
  let pressed = null;

  // The page itself answers; of it only the part about pictures is taken.
  async function upload(file) {
    const sent = new FormData(form);
    sent.delete("pictures");
    sent.append("pictures", file);
    sent.append("action", "upload");
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#pictures");
    const rows = (place) => place.querySelectorAll(".contribute__stored > li").length;
    if (!fresh || (rows(fresh) === rows(part()) && !fresh.querySelector(".field__error[id]"))) return false;
    form.setAttribute("action", page.querySelector(".contribute__form").getAttribute("action"));
    // What was typed and ticked while the picture was on its way.
    for (const field of part().querySelectorAll("input:not([type=file]), textarea")) {
      const twin = fresh.querySelector(`[name="${field.name}"]`);
      if (twin) Object.assign(twin, { value: field.value, checked: field.checked });
    }
    const told = [...part().querySelectorAll("[data-refused]")];
    const fault = fresh.querySelector("#id_pictures_error");
    part().replaceWith(fresh);
    // A later picture must not wipe away what was wrong with an earlier one.
    if (fault) fault.dataset.refused = "";
    const field = input() && input().closest(".field");
    if (field) field.prepend(...told);
    return true;
  }

  async function uploadAll(files) {
    const button = part().querySelector("[data-upload]");
    const said = button.dataset.said;
    part().setAttribute("aria-busy", "true");
    busy = true;
    for (const [number, file] of files.entries()) {
      const words = files.length > 1 ? `${said}（${number + 1}/${files.length}）` : said;
      const upper = part().querySelector("[data-upload]");
      if (upper) upper.textContent = words;
      if (status) status.textContent = words;
      if (await upload(await window.lighter(file)).catch(() => false)) continue;
      // Signed out meanwhile, or refused as a whole: the page says so itself, and keeps what was typed.
      const left = new DataTransfer();
      files.slice(number).forEach((one) => left.items.add(one));
      if (!input()) break;
      input().files = left.files;
      busy = false;
      part().querySelector("[data-upload]").click();
      return;
    }
    part().removeAttribute("aria-busy");
    busy = false;
    if (pressed) {
      form.requestSubmit(form.querySelector(`button[name=action][value="${pressed}"]`));
      pressed = null;
      return;
    }
    if (status) status.textContent = "";
    const empty = [...part().querySelectorAll(".contribute__stored input")].find((field) => !field.value);
    if (empty) empty.focus();
  }

  form.addEventListener("submit", (event) => {
    if (!busy) return;
    event.preventDefault();
    pressed = event.submitter.value;
  });

  // What the web server would refuse as a whole never sets out, should the files have to go together after all.
  form.addEventListener("change", (event) => {
    if (event.target !== input() || !event.target.files.length) return;
    const files = [...event.target.files];
    const warning = part().querySelector("[data-too-much]");
    const isTooMuch = files.reduce((sum, file) => sum + file.size, 0) > Number(part().querySelector("[data-upload]").dataset.most);
    if (warning) warning.hidden = !isTooMuch;
    event.target.value = "";
    if (!isTooMuch) uploadAll(files);
  });
})();
