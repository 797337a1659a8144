// Tables take what was copied in Excel, WPS, Word or from a page, heads and all; rows and columns come and go by keyboard.
(() => {
  const Definition = window.telepath.constructors["wagtail.contrib.typed_table_block.blocks.TypedTableBlock"];
  const ROWS = 200;
  const COLUMNS = 20;

  // --- Reading the clipboard ---

  // Tabs between cells, line ends between rows; a cell with either inside stands in quotation marks.
  const readText = (text) => {
    const rows = [[]];
    let at = 0;
    const whole = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    while (at <= whole.length) {
      let cell;
      const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(whole.slice(at));
      if (quoted) {
        cell = quoted[1].replace(/""/g, '"');
        at += quoted[0].length;
      } else {
        cell = /^[^\t\n]*/.exec(whole.slice(at))[0];
        at += cell.length;
      }
      rows.at(-1).push(cell);
      if (whole[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  };

  const readHtml = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    return [...(found?.rows || [])].map((row) =>
      [...row.cells].flatMap((cell) => [cell.textContent, ...Array(Math.min(cell.colSpan, COLUMNS) - 1).fill("")]),
    );
  };

  const readGrid = (clipboard) => {
    const text = clipboard.getData("text/plain");
    let rows = text.includes("\t") || text.trim().includes("\n") ? readText(text) : [];
    if (!text.includes("\t")) {
      const ofPage = readHtml(clipboard.getData("text/html"));
      if (ofPage.length) rows = ofPage;
    }
    rows = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim())).filter((row) => row.some(Boolean));
    const width = Math.max(0, ...rows.map((row) => row.length));
    return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  };

  // A copied table and nothing beside it; null for other things.
  const wholeTable = (clipboard) => {
    const page = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html").body;
    const isTable = page.querySelector("table");
    page.querySelectorAll("table, style, title").forEach((part) => part.remove());
    const isAlone = isTable ? !page.textContent.trim() : !page.textContent.trim() && clipboard.getData("text/plain").includes("\t");
    const grid = isAlone ? readGrid(clipboard) : [];
    return grid.length > 1 && grid[0].length > 1 ? grid : null;
  };

  // --- Numbers ---

  const plain = (cell) => cell.normalize("NFKC").replace(/[,\s]/g, "");
  // What begins with a nought is a number of somebody or something, not how many.
  const isNumber = (cell) => /^[+-]?(0|[1-9]\d{0,14})?(\.\d+)?%?$/.test(plain(cell)) && /\d/.test(plain(cell));

  // Type of each column by what stands in it; the first names the rows.
  const typesOf = (rows, width) =>
    Array.from({ length: width }, (_none, column) => {
      const cells = rows.map((row) => row[column]).filter(Boolean);
      const shares = cells.filter((cell) => plain(cell).endsWith("%")).length;
      const isCounted = column > 0 && cells.length > 0 && cells.every(isNumber) && (!shares || shares === cells.length);
      return { name: isCounted ? "number" : "text", isShare: isCounted && shares > 0 };
    });

  const written = (cell, type) => (type.name === "number" ? plain(cell).replace("%", "") : cell);

  // --- The table in the form ---

  class Keyboard {
    constructor(table, strings) {
      this.table = table;
      this.strings = strings;
      this.box = table.container[0];
      this.place = document.createElement("textarea");
      this.place.rows = 1;
      this.place.className = "table-paste";
      this.place.placeholder = strings.PASTE;
      this.place.setAttribute("aria-label", strings.PASTE);
      this.told = document.createElement("p");
      this.told.className = "help table-told";
      this.told.setAttribute("role", "status");
      this.keys = document.createElement("p");
      this.keys.className = "help";
      this.keys.textContent = strings.KEYS;
      const frame = this.box.querySelector(".typed-table-block__wrapper");
      frame.before(this.place, this.told);
      frame.after(this.keys);
      this.box.addEventListener("paste", (event) => this.paste(event));
      this.box.addEventListener("keydown", (event) => this.key(event));
      // It takes a paste and nothing else: what is typed there would be sent nowhere.
      this.place.addEventListener("input", () => {
        this.place.value = "";
      });
    }

    say(text, before) {
      this.told.textContent = text;
      if (!before) return;
      const back = document.createElement("button");
      back.type = "button";
      back.className = "button button-small button-secondary";
      back.textContent = this.strings.UNDO;
      back.addEventListener("click", () => {
        this.table.setState(before);
        this.say(this.strings.UNDONE);
      });
      this.told.append(" ", back);
    }

    // Where an input of the table stands: row -1 is the heads.
    find(input) {
      const { table } = this;
      const head = table.columns.findIndex((column) => column.headingInput === input);
      if (head >= 0) return { row: -1, column: head };
      const cell = input.closest?.("tbody td");
      const line = cell && [...table.tbody.children].indexOf(cell.parentElement);
      const column = cell ? [...cell.parentElement.children].indexOf(cell) - 1 : -1;
      return line >= 0 && column >= 0 && column < table.columns.length ? { row: line, column } : null;
    }

    go(row, column) {
      const at = Math.max(0, Math.min(column, this.table.columns.length - 1));
      if (row < 0) this.table.columns[at]?.headingInput.focus();
      else this.table.tbody.children[row]?.children[at + 1]?.querySelector("input, textarea, select")?.focus();
    }

    isEmpty() {
      const { columns, rows } = this.table.getState();
      return !columns.some((column) => column.heading) && !rows.some((row) => row.values.some(Boolean));
    }

    paste(event) {
      const grid = readGrid(event.clipboardData);
      const cells = grid.length * (grid[0]?.length || 0);
      const isOurs = event.target === this.place;
      const at = isOurs ? null : this.find(event.target);
      if (!isOurs && (!at || cells < 2)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!cells) this.say(this.strings.NOTHING);
      else if (isOurs || (this.isEmpty() && at.row <= 0 && at.column === 0)) this.replace(grid);
      else this.fill(grid, at);
    }

    isTooLarge(grid) {
      const isSo = grid.length > ROWS + 1 || grid[0].length > COLUMNS;
      if (isSo) this.say(this.strings.TOO_LARGE);
      return isSo;
    }

    // The whole table anew, the first row as heads.
    replace(grid) {
      if (this.isTooLarge(grid)) return;
      const before = this.isEmpty() ? null : this.table.getState();
      const [heads, ...lines] = grid;
      const rows = lines.length ? lines : [heads.map(() => "")];
      const types = typesOf(rows, heads.length);
      this.table.setState({
        caption: this.table.captionInput.value,
        columns: types.map((type, i) => ({ type: type.name, heading: heads[i] + (type.isShare ? this.strings.SHARE : "") })),
        rows: rows.map((row) => ({ values: row.map((cell, i) => written(cell, types[i])) })),
      });
      this.say(this.strings.TAKEN.replace("{columns}", heads.length).replace("{rows}", lines.length), before);
      this.go(0, 0);
    }

    // Into what is there, from one cell on; the table grows where it must.
    fill(grid, at) {
      if (this.isTooLarge(grid)) return;
      const { table } = this;
      const before = table.getState();
      const lines = at.row < 0 ? grid.slice(1) : grid;
      const types = typesOf(lines, grid[0].length);
      while (table.columns.length < at.column + grid[0].length) {
        const type = types[table.columns.length - at.column].name;
        table.insertColumn(table.columns.length, table.childBlockDefsByName[type]);
      }
      const first = Math.max(0, at.row);
      while (table.rows.length < first + lines.length) table.insertRow(table.rows.length);
      if (at.row < 0) {
        grid[0].forEach((cell, i) => {
          table.columns[at.column + i].headingInput.value = cell;
        });
      }
      lines.forEach((row, r) =>
        row.forEach((cell, c) => {
          const type = { name: table.columns[at.column + c].blockDef.name };
          table.rows[first + r].blocks[at.column + c].setState(isNumber(cell) ? written(cell, type) : cell);
        }),
      );
      this.say(this.strings.FILLED.replace("{rows}", grid.length).replace("{columns}", grid[0].length), before);
      this.go(at.row, at.column);
    }

    key(event) {
      const at = event.isComposing ? null : this.find(event.target);
      if (!at) return;
      const { table } = this;
      const isLast = at.row === table.rows.length - 1;
      let done = true;
      if (event.key === "Enter" && event.altKey && event.shiftKey) {
        table.insertColumn(at.column + 1, table.columns[at.column].blockDef, { addInitialRow: true });
        this.go(at.row, at.column + 1);
      } else if (event.key === "Enter") {
        if (event.altKey || isLast) table.insertRow(at.row + 1);
        this.go(at.row + 1, at.column);
      } else if (event.key === "Backspace" && event.altKey) this.remove(at, event.shiftKey);
      else if (event.key === "ArrowDown" && !isLast) this.go(at.row + 1, at.column);
      else if (event.key === "ArrowUp" && at.row >= 0) this.go(at.row - 1, at.column);
      else done = false;
      if (done) event.preventDefault();
    }

    remove(at, isColumn) {
      const before = this.table.getState();
      if (isColumn) this.table.deleteColumn(at.column);
      else if (at.row >= 0) this.table.deleteRow(at.row);
      else return;
      this.say(isColumn ? this.strings.COLUMN_GONE : this.strings.ROW_GONE, before);
      if (this.table.columns.length) this.go(Math.min(at.row, this.table.rows.length - 1), at.column);
      else this.place.focus();
    }
  }

  class TableDefinition extends Definition {
    wholeTable = wholeTable;

    render(placeholder, prefix, initialState, initialError) {
      const table = super.render(placeholder, prefix, initialState, initialError);
      table.keyboard = new Keyboard(table, this.meta.strings);
      // Wagtail's own leaves the caption out.
      const duplicated = table.getDuplicatedState.bind(table);
      table.getDuplicatedState = () => ({ ...duplicated(), caption: table.captionInput.value });
      // The caption is typed, not set: else a table that was set anew would lose it.
      const state = table.getState.bind(table);
      table.getState = () => ({ ...state(), caption: table.captionInput.value });
      return table;
    }
  }

  window.telepath.register("unionsite.core.TableBlock", TableDefinition);
})();
