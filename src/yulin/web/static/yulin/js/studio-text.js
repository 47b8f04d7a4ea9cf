/* The text of a policy: a plain text field over the same text in colour, line by line.

The field does the writing: input methods, undo, selection and screen readers work as in any other.
What lies under it shows line numbers, colours and where problems are. */
"use strict";

window.Studio = window.Studio || {};

(() => {
  const TOKEN = new RegExp(
    [
      "(?<comment>(?:^|\\s)#.*$)",
      "(?<string>'[^']*'|\"[^\"]*\"|“[^”]*”)",
      "(?<key>(?<=^\\s*(?:- )?|[{,]\\s*)[^\\s:#{},\\[\\]'\"-][^:#{},\\[\\]'\"]*(?=:(?:\\s|$)))",
      "(?<date>\\d{4}-\\d{2}-\\d{2})",
      "(?<number>\\d+(?:\\.\\d+)?(?:万元|亿元|元|个月|月|年|岁|日|天|㎡|平方米|%|万)?)",
      "(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)",
      "(?<op>[<>=!≥≤≠]=?|[+*/])",
    ].join("|"),
    "gu",
  );
  /* What stands behind these keys is prose: its words are no words of the language. */
  const PROSE = /^\s*(?:- )?(?:[^\s:{]*en|标题|摘要|说|说明|机关|网址|步骤|问|文号|名称):\s/u;
  const OPERATORS = new Set(["且", "或", "非", "属于", "不属于", "包含", "不包含", "in", "not", "and", "or", "若", "按", "否则", "前"]);

  class Text {
    constructor(root) {
      this.root = root;
      this.field = root.querySelector("textarea");
      this.under = root.querySelector("pre");
      this.lines = [];
      this.marks = new Map();
      this.known = () => "";
      root.classList.add("is-live");
      this.field.addEventListener("input", () => this.draw());
      this.draw();
    }

    get value() {
      return this.field.value;
    }

    /* Draw the lines that are not the same as before. */
    draw() {
      const wanted = this.field.value.split("\n");
      const drawn = this.under.children;
      wanted.forEach((line, number) => {
        if (this.lines[number] === line && drawn[number]) return;
        const made = this.lineOf(line);
        if (drawn[number]) drawn[number].replaceWith(made);
        else this.under.append(made);
      });
      while (drawn.length > wanted.length) drawn[drawn.length - 1].remove();
      this.lines = wanted;
      this.paintMarks();
    }

    redraw() {
      this.lines = [];
      this.draw();
    }

    lineOf(line) {
      const made = document.createElement("div");
      made.className = "code-line";
      let at = 0;
      const prose = PROSE.test(line);
      for (const found of line.matchAll(TOKEN)) {
        if (prose && at) break;
        made.append(line.slice(at, found.index));
        const [kind, text] = Object.entries(found.groups).find(([, value]) => value !== undefined);
        made.append(this.token(kind, text));
        at = found.index + found[0].length;
      }
      made.append(line.slice(at) || (at ? "" : "\u200b"));
      return made;
    }

    token(kind, text) {
      const css = kind === "name" ? (OPERATORS.has(text) ? "word" : this.known(text)) : kind;
      if (!css) return text;
      const made = document.createElement("span");
      made.className = `t-${css}`;
      if (kind === "name" && css !== "word") made.dataset.word = text;
      made.textContent = text;
      return made;
    }

    /* Problems by line: the worst colours the number, all stand in its title. */
    setProblems(problems) {
      this.marks = new Map();
      for (const problem of problems) {
        const held = this.marks.get(problem.line);
        const worse = problem.severity === "error" || held?.severity === "error";
        this.marks.set(problem.line, {
          severity: worse ? "error" : "warning",
          words: [...(held?.words || []), problem.message],
        });
      }
      this.paintMarks();
    }

    paintMarks() {
      [...this.under.children].forEach((line, index) => {
        const mark = this.marks.get(index + 1);
        line.classList.toggle("has-error", mark?.severity === "error");
        line.classList.toggle("has-warning", mark?.severity === "warning");
      });
    }

    /* Replace the whole text, as one step that can be undone, touching only what differs. */
    replace(text) {
      const old = this.field.value;
      if (text === old) return;
      let start = 0;
      while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
      let end = 0;
      while (
        end < old.length - start &&
        end < text.length - start &&
        old[old.length - 1 - end] === text[text.length - 1 - end]
      ) end += 1;
      this.write(start, old.length - end, text.slice(start, text.length - end));
    }

    write(start, end, words) {
      const before = document.activeElement;
      this.field.focus({ preventScroll: true });
      this.field.setSelectionRange(start, end);
      const command = words ? "insertText" : "delete";
      if (!document.execCommand(command, false, words)) {
        this.field.setRangeText(words, start, end, "end");
        this.field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (before && before !== this.field && before !== document.body) before.focus({ preventScroll: true });
    }

    step(command) {
      this.field.focus({ preventScroll: true });
      document.execCommand(command);
    }

    offsetOf(line, column) {
      const lines = this.field.value.split("\n");
      const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      return before + Math.min(column - 1, (lines[line - 1] || "").length);
    }

    /* Line and column of the caret, from 1. */
    place(offset = this.field.selectionStart) {
      const before = this.field.value.slice(0, offset).split("\n");
      return { line: before.length, column: before[before.length - 1].length + 1 };
    }

    jump(line, column = 1) {
      const at = this.offsetOf(line, column);
      this.field.focus({ preventScroll: true });
      this.field.setSelectionRange(at, at);
      this.show(line);
    }

    show(line) {
      const shown = this.under.children[line - 1];
      if (!shown) return;
      this.root.scrollTop = Math.max(0, shown.offsetTop - this.root.clientHeight / 3);
      this.root.scrollIntoView({ block: "nearest" });
      shown.classList.add("is-shown");
      setTimeout(() => shown.classList.remove("is-shown"), 1600);
    }

    /* Where the caret is on the screen. */
    caretBox() {
      const { line, column } = this.place();
      const shown = this.under.children[line - 1];
      const range = document.createRange();
      let left = column - 1;
      const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
      let node = walker.nextNode();
      while (node && left > node.length) {
        left -= node.length;
        node = walker.nextNode();
      }
      if (!node) return shown.getBoundingClientRect();
      range.setStart(node, left);
      range.collapse(true);
      const box = range.getBoundingClientRect();
      return box.height ? box : shown.getBoundingClientRect();
    }
  }

  window.Studio.Text = Text;
})();
