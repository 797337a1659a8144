// Wagtail's autosave takes over what the server says only when all was saved; here some texts may be, and others not.
document.addEventListener("w-autosave:error", ({ detail }) => {
  const form = document.getElementById("translation");
  const { html, field_updates: stored } = detail.response ?? {};
  if (html) form.querySelector("[data-w-autosave-target=partials]").innerHTML = html; // allowed: html-from-text (from our own template, as Wagtail does)
  for (const [name, text] of Object.entries(stored ?? {})) form.elements[name].value = text;
});
// Marks are easier to translate around than to type.
document.addEventListener("click", ({ target }) => {
  if (!target.dataset.copy) return;
  const field = document.getElementById(target.dataset.copy);
  field.value = [field.value, target.dataset.text].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
// Wagtail watches from two seconds after the page is there; what was typed until then counts as typed, too.
document.addEventListener("w-unsaved:ready", ({ target }) => {
  const watcher = window.wagtail.app.getControllerForElementAndIdentifier(target, "w-unsaved");
  const before = watcher.formData;
  target.addEventListener("w-unsaved:watch-edits", () => { watcher.initialFormData = before; }, { once: true });
});
