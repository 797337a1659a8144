// Streams take files and tables as they come: dropped, from the device or chosen several at once. Pictures make a
// gallery, other files attachments, a copied table a table. Files go through the forms of Wagtail's own choosers, so
// who may upload, into which collection, and what is looked at in them is decided there.
(() => {
  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const { chooserOf, widgetIn } = window.choosing;
  const HEADERS = { "X-Requested-With": "XMLHttpRequest" };
  const isPicture = (file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name);

  // --- Through a chooser's form ---

  const ask = async (address, body) => {
    const response = await fetch(address, { method: body ? "POST" : "GET", body, headers: HEADERS });
    if (!response.ok) throw new Error(String(response.status));
    const { html, ...answer } = await response.json();
    const page = new DOMParser().parseFromString(answer.htmlFragment || html || "", "text/html");
    return { ...answer, page };
  };

  // What the chooser would hand on after this upload (`result`), or what it has against it (`why`).
  const upload = async (address, file, strings) => {
    const form = (await ask(address)).page.querySelector("[data-chooser-modal-creation-form]");
    if (!form) return { why: strings.NOT_ALLOWED };
    const data = new FormData(form);
    data.set(form.querySelector("[type=file]").name, file);
    data.set(form.querySelector("[name$=-title]").name, file.name.replace(/\.[^.]+$/, ""));
    let answer = await ask(form.getAttribute("action"), data);
    if (answer.step === "duplicate_found") {
      // The one that is there may have been described already.
      const existing = answer.page.querySelector(".use-existing-image");
      answer = await ask(existing.getAttribute("href"), new FormData(existing.closest("form")));
    }
    const faults = [...answer.page.querySelectorAll(".error-message, .help-critical li")].map((one) => one.textContent.trim());
    return { result: answer.result, why: faults.join(" ") || strings.FAILED };
  };

  // One file of the page after the other: of two copies of a picture sent at once each gives way to the other.
  let last = Promise.resolve();
  const inTurn = (send) => (last = last.then(send));

  // What a widget, or a list of them, shows while files are on their way, and what became of them.
  class Uploads {
    constructor(strings) {
      this.strings = strings;
      this.running = false;
      this.told = document.createElement("p");
      this.told.className = "help taking-told";
      this.told.setAttribute("role", "status");
    }

    say(text, isFault = false) {
      this.told.textContent = text;
      this.told.classList.toggle("field__error", isFault);
    }

    // One after the other, in their order: what came of each file that was taken.
    async run(address, files) {
      const { strings } = this;
      const taken = [];
      const faults = [];
      this.running = true;
      for (const [number, file] of files.entries()) {
        this.say(strings.RUNNING.replace("{n}", number + 1).replace("{all}", files.length));
        // No answer, or none from here: a page to sign in, a file that the server in front finds too large.
        const { result, why } = await inTurn(() =>
          upload(address, file, strings).catch(() => ({ why: strings.FAILED })),
        );
        if (result) taken.push(result);
        else faults.push(strings.REFUSED.replace("{name}", file.name).replace("{why}", why));
      }
      this.running = false;
      return { taken, faults };
    }

    // What is on its way would not be part of what is sent.
    hold(form) {
      form?.addEventListener(
        "submit",
        (event) => {
          if (!this.running) return;
          event.preventDefault();
          event.stopImmediatePropagation();
          this.told.scrollIntoView({ block: "center" });
          this.say(this.strings.WAIT, true);
        },
        { capture: true },
      );
    }
  }

  const onDrop = (place, take) => {
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      place.addEventListener(
        name,
        (event) => {
          if (!isFiles(event)) return;
          // Texts would show the file instead.
          event.preventDefault();
          event.stopPropagation();
          place.classList.toggle("taking--over", name === "dragenter" || name === "dragover");
          if (name === "drop") take([...event.dataTransfer.files], event.target);
        },
        { capture: true },
      );
    }
  };

  // --- A stream ---

  const isBlank = (child) => child.type === "paragraph" && !child.block.getState().getCurrentContent().hasText();

  class Taking {
    constructor(stream, definition) {
      this.stream = stream;
      this.definitions = definition.childBlockDefsByName;
      this.strings = definition.meta.strings;
      this.uploads = new Uploads(this.strings);
      this.box = stream.container[0];
      this.box.append(this.bar(), this.uploads.told);
      this.uploads.hold(this.box.closest("form"));
      onDrop(this.box, (files, target) => this.takeFiles(files, target));
      this.box.addEventListener("paste", (event) => this.paste(event), { capture: true });
      // There is somewhere to write at once; a paragraph in which nobody has written is not sent.
      if (this.definitions.paragraph && !stream.children.length) this.add("paragraph", 0);
      this.box.closest("form")?.addEventListener("formdata", ({ formData }) => {
        for (const child of stream.children) if (isBlank(child)) formData.set(`${child.prefix}-deleted`, "1");
      });
      // A block that begins with a chooser begins by choosing.
      const insert = stream._onRequestInsert.bind(stream);
      stream._onRequestInsert = (index, data) => {
        insert(index, data);
        const { block } = stream.children[index];
        const chooser = chooserOf(block.blockDef);
        if (block.choose) block.choose();
        else if (chooser) widgetIn(block, chooser.path).openChooserModal();
      };
    }

    bar() {
      const bar = document.createElement("div");
      bar.className = "taking-bar";
      const files = document.createElement("input");
      files.type = "file";
      files.multiple = true;
      files.hidden = true;
      files.addEventListener("change", () => {
        this.takeFiles([...files.files]);
        files.value = "";
      });
      const add = (text, press) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small button-secondary";
        button.textContent = text;
        button.addEventListener("click", press);
        bar.append(button);
      };
      const choose = (kind) => this.chooser(kind).openModal((chosen) => this.lay(kind, chosen), { multiple: true });
      add(this.strings.UPLOAD, () => files.click());
      add(this.strings.PICTURES, () => choose("picture"));
      if (this.definitions.attachments) add(this.strings.DOCUMENTS, () => choose("attachments"));
      const help = document.createElement("span");
      help.className = "help";
      help.textContent = this.definitions.attachments ? this.strings.HELP : this.strings.HELP_PICTURES;
      bar.append(help, files);
      return bar;
    }

    // Its own, or that of the items of a list.
    chooser(kind) {
      const definition = this.definitions[kind];
      return chooserOf(definition.childBlockDef || definition).factory;
    }

    add(kind, index) {
      const [definition, state, id] = this.stream._getChildDataForInsertion({ type: kind });
      return this.stream._insert(definition, state, id, index, {});
    }

    childAround(target) {
      return this.stream.children.find((child) => child.element.contains(target));
    }

    async takeFiles(files, target) {
      if (this.uploads.running) return;
      const around = this.childAround(target);
      const faults = [];
      // Where there are pictures alone, the form for pictures says so.
      const kindOf = (file) => (isPicture(file) || !this.definitions.attachments ? "picture" : "attachments");
      for (const kind of ["picture", "attachments"]) {
        const ours = files.filter((file) => kindOf(file) === kind);
        if (!ours.length) continue;
        const done = await this.uploads.run(this.chooser(kind).opts.modalUrl, ours);
        faults.push(...done.faults);
        this.lay(kind, done.taken, around);
      }
      this.uploads.say(faults.join("\n"), true);
    }

    // Into the block where they were dropped, else into a block of their own behind it, or at the end.
    lay(kind, chosen, around) {
      const { stream, definitions } = this;
      if (!chosen.length) return;
      const several = kind === "picture" ? "gallery" : kind;
      const at = stream.children.indexOf(around);
      const index = at < 0 ? stream.children.length : at + 1;
      if (around?.type === several) around.block.take(chosen);
      else if (definitions[several] && (chosen.length > 1 || several === kind)) this.add(several, index).block.take(chosen);
      else {
        const { path } = chooserOf(definitions[kind]);
        const isEmpty = around?.type === kind && !widgetIn(around.block, path).getState();
        chosen.forEach((data, i) => {
          const child = isEmpty && i === 0 ? around : this.add(kind, index + i - (isEmpty ? 1 : 0));
          widgetIn(child.block, path).setStateFromModalData(data);
        });
      }
    }

    // A copied table behind the paragraph with the cursor; a text that nobody has begun gives way.
    paste(event) {
      const { table } = this.definitions;
      const child = this.childAround(event.target);
      const isText = child?.type === "paragraph";
      if (!table || (!isText && event.target.closest("input, textarea, [contenteditable], .typed-table-block"))) return;
      const grid = table.wholeTable(event.clipboardData);
      if (!grid) return;
      event.preventDefault();
      event.stopPropagation();
      const at = this.stream.children.indexOf(child);
      const isEmpty = isText && isBlank(child);
      if (isText && !isEmpty) this.split(child);
      this.add("table", at < 0 ? this.stream.children.length : at + 1).block.keyboard.replace(grid);
      if (isEmpty) this.stream.deleteBlock(at);
    }

    split(child) {
      const { ContentState, EditorState } = window.DraftJS;
      const state = child.block.getState();
      const blocks = state.getCurrentContent().getBlocksAsArray();
      const until = blocks.findIndex((block) => block.getKey() === state.getSelection().getEndKey()) + 1;
      if (!blocks.slice(until).some((block) => block.getText().trim())) return;
      const part = (some) => EditorState.push(state, ContentState.createFromBlockArray(some), "remove-range");
      child.split(part(blocks.slice(0, until)), part(blocks.slice(until)), () => false);
    }
  }

  // --- The cover ---

  let strings;
  addEventListener("load", () => {
    const box = document.getElementById("id_cover-chooser");
    const alt = document.getElementById("id_cover_alt");
    if (!box?.widget || !alt) return;
    // The words go with the picture, unless somebody wrote their own.
    let words = box.widget.getState()?.default_alt_text || "";
    box.widget.addEventListener("chosen", ({ detail }) => {
      if (!alt.value.trim() || alt.value === words) alt.value = detail.default_alt_text;
      words = detail.default_alt_text;
    });
    if (!strings) return;
    const uploads = new Uploads(strings);
    box.append(uploads.told);
    uploads.hold(box.closest("form"));
    onDrop(box.closest("section") ?? box, async (files) => {
      if (uploads.running) return;
      const { taken, faults } = await uploads.run(box.dataset.chooserUrl, files.slice(0, 1));
      if (taken.length) box.widget.setStateFromModalData(taken[0]);
      uploads.say(faults.join("\n"), true);
    });
  });

  class TakingDefinition extends StreamBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const stream = super.render(placeholder, prefix, initialState, initialError);
      strings ??= this.meta.strings;
      new Taking(stream, this);
      return stream;
    }
  }

  window.telepath.register("unionsite.core.TakingBlock", TakingDefinition);
})();
