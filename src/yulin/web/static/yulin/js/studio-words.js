/* Completing and explaining the words of the policy language, in the text and in the form's fields. */
"use strict";

(() => {
  const WORD = /[\p{L}\p{N}_]*$/u;
  const MOST = 60;

  class Words {
    constructor(messages) {
      this.messages = messages;
      this.entries = [];
      this.own = [];
      this.byName = new Map();
      this.columns = new Map();
      this.makeBox();
    }

    async load(address) {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const data = await answer.json();
      const m = this.messages;
      this.entries = [
        ...data.names.map((one) => ({ ...one, kind: "name", tag: one.type })),
        ...data.functions.map((one) => ({ ...one, kind: "function", tag: m.function, note: one.usage })),
        ...data.tables.map((one) => ({ ...one, kind: "table", tag: m.table, note: one.columns.join("、") })),
        ...data.operators.map((name) => ({ name, kind: "operator", tag: m.operator })),
      ];
      this.keys = data.keys.map((name) => ({ name, kind: "key", tag: m.key }));
      data.tables.forEach((one) => this.columns.set(one.name, one.columns));
      this.index();
      this.asked?.(); // whoever typed before the words had come is offered them now
    }

    setOwn(names) {
      this.own = names.map((one) => ({ ...one, kind: "name", tag: one.type || this.messages.own }));
      this.index();
    }

    index() {
      this.byName = new Map([...this.entries, ...this.own].map((one) => [one.name, one]));
    }

    /* The class that colours a word; nothing for one that nobody defines. */
    known(word) {
      const kind = this.byName.get(word)?.kind;
      return kind ? { name: "name", function: "function", table: "table", operator: "word" }[kind] : "";
    }

    /* -- explaining ------------------------------------------------------------------------ */

    explain(word) {
      const one = this.byName.get(word);
      if (!one) return "";
      const parts = [one.name];
      if (one.en) parts.push(one.en);
      const about = [one.tag, one.register].filter(Boolean).join(" · ");
      return [parts.join(" / "), about, one.note, one.labels?.length ? one.labels.join("、") : "", one.definition && one.own ? one.definition : ""]
        .filter(Boolean)
        .join("\n");
    }

    /* -- completing ------------------------------------------------------------------------ */

    /* What may stand at the caret, and how many characters before it are to be replaced. */
    offer(field, always) {
      const before = field.value.slice(0, field.selectionStart);
      const line = before.slice(before.lastIndexOf("\n") + 1);
      const quoted = /([\p{L}_][\p{L}\p{N}_.]*)\s*(?:[=!<>≥≤≠]=?|(?:not )?in\s*\[(?:\s*'[^']*'\s*,)*)\s*'([^']*)$/u.exec(line);
      if (quoted) return this.labels(quoted[1], quoted[2]);
      const typed = WORD.exec(line)[0];
      if (!typed && !always) return null;
      const table = this.tableOf(line);
      const pool = [
        ...(table ? this.columns.get(table).map((name) => ({ name, kind: "column", tag: `${table} · ${this.messages.column}` })) : []),
        ...this.own,
        ...this.entries,
        ...(this.isKey(field, line) ? this.keys : []),
      ];
      return { typed, found: this.ranked(pool, typed) };
    }

    labels(name, typed) {
      const one = this.byName.get(name.split(".").pop());
      const found = (one?.labels || []).filter((label) => label.includes(typed));
      return { typed, found: found.map((label) => ({ name: label, kind: "label", tag: this.messages.label })) };
    }

    /* The record table whose brackets the caret stands in. */
    tableOf(line) {
      let depth = 0;
      for (let at = line.length - 1; at >= 0; at -= 1) {
        if (line[at] === ")") depth += 1;
        if (line[at] === "(" && depth-- === 0) {
          const table = /^\s*([\p{L}]+)/u.exec(line.slice(at + 1))?.[1];
          return this.columns.has(table) ? table : "";
        }
      }
      return "";
    }

    isKey(field, line) {
      return field.tagName === "TEXTAREA" && field.id === "text" && /^\s*(?:- )?[\p{L}\p{N}]*$/u.test(line);
    }

    ranked(pool, typed) {
      const wanted = typed.toLowerCase();
      const score = (one) => {
        const name = one.name.toLowerCase();
        if (name === wanted) return 9;
        if (name.startsWith(wanted)) return 0;
        if (name.includes(wanted)) return 1;
        return (one.en || "").toLowerCase().includes(wanted) ? 2 : 9;
      };
      const seen = new Set();
      return pool
        .map((one) => [score(one), one])
        .filter(([rank, one]) => rank < 9 && !seen.has(one.name) && seen.add(one.name))
        .sort((a, b) => a[0] - b[0])
        .slice(0, MOST)
        .map(([, one]) => one);
    }

    /* -- the list -------------------------------------------------------------------------- */

    makeBox() {
      this.box = document.createElement("div");
      this.box.className = "word-box";
      this.box.hidden = true;
      this.list = document.createElement("ul");
      this.list.id = "word-list";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", this.messages.own);
      this.note = document.createElement("p");
      this.note.className = "word-note";
      this.box.append(this.list, this.note);
      document.body.append(this.box);
      this.list.addEventListener("mousedown", (event) => {
        const item = event.target.closest("li");
        if (!item) return;
        event.preventDefault();
        this.choose(Number(item.dataset.at));
      });
    }

    attach(field, boxOf, write) {
      field.addEventListener("keydown", (event) => this.onKey(event, field, boxOf, write));
      field.addEventListener("input", (event) => {
        if (event.isComposing || event.inputType?.startsWith("delete") || event.inputType === "historyUndo") return this.hide();
        if (event.inputType === "insertText" || event.inputType === "insertCompositionText") this.open(field, boxOf, write, false);
        return undefined;
      });
      field.addEventListener("compositionend", () => this.open(field, boxOf, write, false));
      field.addEventListener("blur", () => this.hide());
      field.addEventListener("click", () => this.hide());
    }

    onKey(event, field, boxOf, write) {
      if (event.ctrlKey && event.code === "Space") {
        event.preventDefault();
        this.open(field, boxOf, write, true);
        return;
      }
      if (this.box.hidden || event.isComposing) return;
      const last = this.found.length - 1;
      const moves = { ArrowDown: Math.min(this.at + 1, last), ArrowUp: Math.max(this.at - 1, 0) };
      if (event.key in moves) {
        event.preventDefault();
        this.select(moves[event.key]);
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.choose(this.at);
      } else if (event.key === "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.hide();
      } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.hide();
    }

    open(field, boxOf, write, always) {
      this.asked = () => document.activeElement === field && this.open(field, boxOf, write, always);
      if (field.readOnly || field.selectionStart !== field.selectionEnd) return;
      const offered = this.offer(field, always);
      if (!offered?.found.length) {
        const { asked } = this;
        this.hide();
        this.asked = asked; // what is typed may be a word that has yet to come
        return;
      }
      Object.assign(this, { field, write, typed: offered.typed, found: offered.found });
      this.list.replaceChildren(...this.found.map((one, at) => this.item(one, at)));
      this.box.hidden = false;
      field.setAttribute("aria-controls", "word-list");
      this.stand(boxOf());
      this.select(0);
    }

    item(one, at) {
      const made = document.createElement("li");
      made.id = `word-${at}`;
      made.dataset.at = at;
      made.setAttribute("role", "option");
      const name = document.createElement("span");
      name.textContent = one.name;
      const tag = document.createElement("span");
      tag.className = "word-tag";
      tag.textContent = one.tag || "";
      made.append(name, tag);
      return made;
    }

    stand(at) {
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const left = Math.min(at.left, document.documentElement.clientWidth - width - 8);
      const below = at.bottom + 4;
      const top = below + height > window.innerHeight ? Math.max(4, at.top - height - 4) : below;
      this.box.style.left = `${Math.max(4, left) + window.scrollX}px`;
      this.box.style.top = `${top + window.scrollY}px`;
    }

    select(at) {
      this.at = at;
      [...this.list.children].forEach((item, number) => {
        item.setAttribute("aria-selected", String(number === at));
        if (number === at) item.scrollIntoView({ block: "nearest" });
      });
      this.field.setAttribute("aria-activedescendant", `word-${at}`);
      const one = this.found[at];
      this.note.textContent = [one.en, one.note].filter(Boolean).join(" · ");
      this.note.hidden = !this.note.textContent;
    }

    choose(at) {
      const one = this.found[at];
      const end = this.field.selectionStart;
      const tail = one.kind === "function" ? "(" : one.kind === "key" ? ": " : "";
      this.write(end - this.typed.length, end, one.name + tail);
      this.hide();
    }

    hide() {
      this.box.hidden = true;
      this.asked = null;
      this.field?.removeAttribute("aria-activedescendant");
    }
  }

  window.Studio.Words = Words;
})();
