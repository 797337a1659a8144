// What is sent is what stands on the screen. Rich texts write their fields a quarter of a second late, so they are read
// when the form is: by a button, a shortcut, a script, or the save that runs by itself. Sending waits for that save:
// otherwise it comes in later, and the editor takes it for one from another window, or a new page is made twice.
(() => {
  const patience = 60000;
  let running = false;
  let leaving = false;
  let waiting = null;

  // Marks of comments, which Wagtail leaves out too.
  const marks = /^(COMMENT-|STYLE_RERENDER)/;
  const texts = new WeakMap();
  const read = (state) => {
    const content = state.getCurrentContent();
    if (!texts.has(content)) {
      const raw = window.Draftail.serialiseEditorStateToRaw(state);
      for (const block of raw?.blocks ?? []) {
        block.inlineStyleRanges = block.inlineStyleRanges.filter(({ style }) => !marks.test(style));
      }
      texts.set(content, JSON.stringify(raw));
    }
    return texts.get(content);
  };
  // In a block the field has no mark of its own, so it is known by its editor.
  const editors = (form) => [...form.elements].filter((field) => field.draftailEditor);
  document.addEventListener("formdata", ({ target, formData }) => {
    for (const field of editors(target)) {
      if (formData.has(field.name)) formData.set(field.name, read(field.draftailEditor.getEditorState()));
    }
  });
  // A word that is still being put together, as Chinese is.
  const isComposing = (form) => editors(form).some((field) => field.draftailEditor.getEditorState().isInCompositionMode());
  // The editor drops one that ends by leaving the field; React takes its text from an event of this form.
  let taken = false;
  addEventListener("compositionstart", () => { taken = false; }, { capture: true });
  addEventListener("textInput", () => { taken = true; }, { capture: true });
  addEventListener(
    "compositionend",
    ({ data, target }) => {
      // Our own has no `data` of this kind.
      if (taken || !data || !target.closest(".DraftEditor-root")) return;
      target.dispatchEvent(new CustomEvent("compositionend", { bubbles: true, detail: { data } }));
    },
    { capture: true },
  );

  // A tag that is typed but waits for its comma.
  const takeOver = (form) => {
    for (const field of form.querySelectorAll(".tagit-new input")) {
      if (field.value.trim()) window.jQuery(field).autocomplete("close").triggerHandler("blur");
    }
  };

  // A comment that is written but not yet confirmed: sending confirms it, and a save that ends draws all comments anew
  // without it.
  const pressed = new WeakSet();
  const confirmComments = () => {
    const open = [...document.querySelectorAll(".comment__button--primary:enabled")].filter((one) => !pressed.has(one));
    for (const button of open) {
      pressed.add(button);
      button.click();
    }
    return open.length > 0;
  };
  const store = () => window.comments?.commentApp?.store;
  const allComments = () => [...(store()?.getState().comments.comments.values() ?? [])];
  let unconfirmed = [];
  let caret = null;
  document.addEventListener(
    "w-autosave:success",
    () => {
      unconfirmed = allComments().filter(({ mode, newText, newReply }) => (mode === "creating" || mode === "editing" ? newText : newReply));
      caret = document.activeElement.closest("#comments") && document.activeElement.selectionEnd;
    },
    { capture: true },
  );
  addEventListener("w-autosave:success", () => {
    const now = allComments();
    for (const comment of unconfirmed) {
      const { localId, remoteId, mode, newText, newReply } = comment;
      if (now.some((one) => one.localId === localId)) continue;
      const known = remoteId && now.find((one) => one.remoteId === remoteId);
      if (known) store().dispatch({ type: "update-comment", commentId: known.localId, update: { mode, newText, newReply } });
      else store().dispatch({ type: "add-comment", comment });
      if (caret === null) continue;
      const commentId = known ? known.localId : localId;
      store().dispatch({ type: "set-focused-comment", commentId, updatePinnedComment: true, forceFocus: true });
      const box = document.querySelector(`[data-comment-id="${commentId}"] textarea`);
      box?.focus();
      box?.setSelectionRange(caret, caret);
    }
  });

  // When a save ends Wagtail takes all that stands in the form for kept, also what was typed while it was under way.
  const watcher = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
  let sent = "";
  addEventListener("w-autosave:success", ({ target, detail }) => {
    const unsaved = watcher(target);
    const kept = new URLSearchParams(sent);
    for (const [name, value] of Object.entries(detail.response.field_updates ?? {})) {
      if (kept.has(name)) kept.set(name, value);
    }
    // Its next look finds the difference, and saves again.
    unsaved.initialFormData = kept.toString();
    unsaved.previousFormData = unsaved.initialFormData;
    // A form that came back with faults saves itself once and has never begun to look.
    if (!unsaved.checkInterval) unsaved.checkIntervalValueChanged(unsaved.checkIntervalValue);
  });

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving || waiting) event.preventDefault();
    else {
      running = true;
      sent = watcher(event.target).formData;
    }
  });
  const done = () => {
    running = false;
  };
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);

  const send = () => {
    const { form, submitter, until } = waiting;
    if ((running || isComposing(form)) && Date.now() < until) {
      setTimeout(send, 30);
      return;
    }
    running = false;
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

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const isEditor = form.matches("[data-edit-form]");
      if (waiting?.form === form || (isEditor && (running || confirmComments())) || isComposing(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (waiting) return;
        if (isComposing(form)) document.activeElement.blur();
        waiting = { form, submitter: event.submitter, until: Date.now() + patience };
        setTimeout(send, 30);
        return;
      }
      if (!isEditor) return;
      takeOver(form);
      leaving = true;
      // The answer may be a file or never come: then writing goes on here.
      setTimeout(() => {
        leaving = false;
      }, 20000);
    },
    { capture: true },
  );
  // Dialogs of the workflow send the form past every listener.
  for (const form of document.querySelectorAll("[data-edit-form]")) form.submit = () => form.requestSubmit();
  addEventListener("pageshow", () => {
    leaving = false;
  });
})();
