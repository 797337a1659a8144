// A button that sends the form waits for the save that runs by itself: otherwise that save comes in later, and the editor
// takes it for one from another window, or a new page is made twice.
(() => {
  let running = false;
  let leaving = false;
  let waiting = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving || waiting) event.preventDefault();
    else running = true;
  });
  const done = () => {
    running = false;
    if (!waiting) return;
    const { form, submitter } = waiting;
    waiting = null;
    // By now the button may be disabled, and a disabled button does not say its name.
    const named = document.createElement("input");
    named.type = "hidden";
    named.name = submitter?.name || "";
    named.value = submitter?.value || "";
    form.append(named);
    form.requestSubmit();
    // What the form sends is settled; should it not leave, the next save must not press the button.
    named.remove();
  };
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);

  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[data-edit-form]")) return;
      if (running || waiting) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!waiting) setTimeout(done, 15000);
        waiting = waiting || { form: event.target, submitter: event.submitter };
        return;
      }
      leaving = true;
      // The answer may be a file or never come: then writing goes on here.
      setTimeout(() => {
        leaving = false;
      }, 20000);
    },
    { capture: true },
  );
  addEventListener("pageshow", () => {
    leaving = false;
  });
})();
