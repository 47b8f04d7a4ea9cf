/* The studio's page: check while writing, keep form and text in step, save, keys and tabs. */
"use strict";

(() => {
  const root = document.querySelector("[data-studio]");
  if (!root) return;

  const messages = document.getElementById("studio-messages").dataset;
  const form = document.getElementById("text-form");
  const summary = document.getElementById("summary");
  const saved = document.getElementById("saved");
  const here = document.querySelector("[data-here]");
  const text = new window.Studio.Text(root.querySelector("[data-code]"));
  const words = new window.Studio.Words(messages);
  const wide = window.matchMedia("(min-width: 64rem)");
  const WAIT = { check: 600, count: 1200 };
  let stored = text.value;
  let problems = [];
  let underWay = null;
  let timers = {};

  text.known = (word) => words.known(word);

  function later(name, act) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, WAIT[name]);
  }

  function body(extra = {}) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("text", text.value);
    Object.entries(extra).forEach(([name, value]) => data.set(name, value));
    return data;
  }

  function post(address, extra, signal) {
    return fetch(address, { method: "POST", body: body(extra), headers: { Accept: "application/json" }, signal });
  }

  /* -- check while writing ------------------------------------------------------------------- */

  async function check() {
    underWay?.abort();
    underWay = new AbortController();
    const wrote = text.value;
    summary.textContent = messages.checking;
    try {
      const answer = await post(root.dataset.check, {}, underWay.signal);
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      if (wrote === text.value) show(data);
    } catch (error) {
      if (error.name !== "AbortError") summary.textContent = messages.failed;
    }
  }

  function show(data) {
    problems = data.problems;
    summary.textContent = data.summary;
    summary.dataset.state = data.state;
    root.querySelector("[data-count=problems]").textContent = problems.length;
    root.querySelector("[data-count=cases]").textContent = data.cases.all ? `${data.cases.passed}/${data.cases.all}` : "0";
    words.setOwn(data.own);
    text.setProblems(problems);
    Object.entries(data.panels || {}).forEach(([name, html]) => renew(name, html));
    later("count", count);
  }

  /* A panel anew, with what was open still open and the same field in hand. */
  function renew(name, html) {
    const panel = root.querySelector(`[data-panel=${name}]`);
    const held = panel.contains(document.activeElement) ? document.activeElement : null;
    const path = held?.dataset.path;
    const opened = new Map([...panel.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
    panel.innerHTML = html;
    panel.querySelectorAll("details[data-key]").forEach((one) => {
      if (opened.has(one.dataset.key)) one.open = opened.get(one.dataset.key);
    });
    if (name === "form") prepareForm(panel);
    if (path) [...panel.querySelectorAll("[data-path]")].find((one) => one.dataset.path === path)?.focus({ preventScroll: true });
  }

  async function count() {
    const pane = document.getElementById("pane-matches");
    const panel = root.querySelector("[data-panel=matches]");
    if (!pane.classList.contains("is-open")) {
      pane.dataset.stale = "1";
      return;
    }
    delete pane.dataset.stale;
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await post(root.dataset.matches, {});
      panel.innerHTML = answer.ok ? await answer.text() : messages.failed;
    } catch {
      panel.textContent = messages.failed;
    }
    panel.removeAttribute("aria-busy");
  }

  text.field.addEventListener("input", () => {
    tellSaved();
    later("check", check);
  });

  function tellSaved() {
    const changed = text.value !== stored;
    saved.textContent = changed ? messages.unsaved : "";
    saved.classList.toggle("is-unsaved", changed);
  }

  /* -- save ---------------------------------------------------------------------------------- */

  async function save() {
    if (text.field.readOnly) return;
    const wrote = text.value;
    try {
      const answer = await post(root.dataset.save, { revision: form.elements.revision.value });
      const data = await answer.json();
      if (data.conflict) {
        stored = text.value; // leaves without a question: the next page holds both texts
        form.submit();
        return;
      }
      saved.textContent = data.message;
      if (!answer.ok) return;
      form.elements.revision.value = data.revision;
      stored = wrote;
      tellSaved();
      saved.textContent = `${messages.saved} · ${messages.revision.replace("{n}", data.revision)}`;
    } catch {
      saved.textContent = messages.failed;
    }
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "save") {
      event.preventDefault();
      save();
    } else if (event.submitter?.value === "check") {
      event.preventDefault();
      check();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (text.value !== stored) event.preventDefault();
  });

  /* -- the form writes into the text ----------------------------------------------------------- */

  async function change(asked) {
    const answer = await post(root.dataset.change, { change: JSON.stringify(asked) });
    const data = await answer.json();
    if (!answer.ok) {
      summary.textContent = data.message;
      summary.dataset.state = "bad";
      return;
    }
    text.replace(data.text);
    clearTimeout(timers.check);
    await check();
  }

  function prepareForm(panel) {
    panel.querySelectorAll("textarea").forEach(grow);
    panel.querySelectorAll("[data-kind=rule]").forEach((field) => {
      words.attach(field, () => field.getBoundingClientRect(), (start, end, word) => {
        field.setRangeText(word, start, end, "end");
      });
    });
  }

  function grow(field) {
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`;
  }

  const panel = root.querySelector("[data-panel=form]");
  panel.addEventListener("input", (event) => event.target.tagName === "TEXTAREA" && grow(event.target));
  panel.addEventListener("toggle", (event) => event.target.querySelectorAll("textarea").forEach(grow), true);
  panel.addEventListener("change", (event) => {
    const { path, kind, group } = event.target.dataset;
    if (group) change({ op: "group", path: group, key: event.target.value });
    else if (path) change({ op: "set", path, kind, value: event.target.value });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[data-path]")) event.target.blur();
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { op, path, kind, down, show: shown, find } = button.dataset;
    if (op === "pair") addPair(button, path);
    else if (op) act({ op, path, kind, down: Boolean(down) });
    if (shown) showText(shown);
    if (find) showLine(text.value.split("\n").findIndex((line) => line.startsWith(`${find}:`)) + 1);
  });

  async function act(asked) {
    await change(asked);
    if (asked.op !== "add") return;
    const added = [...panel.querySelectorAll(`[data-op=add][data-kind="${asked.kind}"]`)].find((one) => one.dataset.path === asked.path);
    const block = added?.closest(".form-add").previousElementSibling;
    if (block?.matches("details")) {
      block.open = true;
      block.querySelector("input, textarea, select")?.focus();
    }
  }

  function addPair(button, path) {
    const row = button.closest(".form-pair");
    change({
      op: "pair",
      path,
      key: row.querySelector("[data-new-key]").value,
      value: row.querySelector("[data-new-value]").value,
    });
  }

  /* The line at which a path begins: its first field's key, looked for from where its block begins. */
  async function showText(path) {
    const answer = await post(root.dataset.change, { change: JSON.stringify({ op: "line", path }) });
    if (answer.ok) showLine((await answer.json()).line);
  }

  function showLine(line, column = 1) {
    if (line < 1) return;
    if (!wide.matches) openTab("tab-text");
    text.jump(line, column);
  }

  /* -- problems ------------------------------------------------------------------------------ */

  root.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-line]");
    if (jump) showLine(Number(jump.dataset.line), Number(jump.dataset.column));
  });

  function nextProblem() {
    if (!problems.length) return;
    const at = text.place();
    const after = problems.find((one) => one.line > at.line || (one.line === at.line && one.column > at.column));
    const next = after || problems[0];
    showLine(next.line, next.column);
    here.replaceChildren(...told(next));
  }

  /* Messages quote the text and are Chinese; an English reader has their kind before them. */
  function told(problem) {
    const words = [problem.message, problem.advice].filter(Boolean).join(" → ");
    if (!problem.kind) return [words];
    const quoted = document.createElement("span");
    quoted.lang = "zh-CN";
    quoted.textContent = words;
    return [`${problem.kind} · `, quoted];
  }

  /* -- words --------------------------------------------------------------------------------- */

  function explainHere() {
    const { line, column } = text.place();
    const problem = problems.find((one) => one.line === line);
    const shown = text.lines[line - 1] || "";
    const left = /[\p{L}\p{N}_]*$/u.exec(shown.slice(0, column - 1))[0];
    const right = /^[\p{L}\p{N}_]*/u.exec(shown.slice(column - 1))[0];
    const meaning = words.explain(left + right).replaceAll("\n", " · ");
    here.replaceChildren(...(problem ? told(problem) : []), problem && meaning ? " ｜ " : "", meaning);
  }

  const tip = document.createElement("div");
  tip.className = "word-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let over = null;

  text.root.addEventListener("mousemove", (event) => {
    const found = document.elementsFromPoint(event.clientX, event.clientY);
    const word = found.find((one) => one.dataset?.word);
    if (word === over) return;
    over = word;
    const told = word ? words.explain(word.dataset.word) : "";
    tip.hidden = !told;
    if (!told) return;
    tip.textContent = told;
    const box = word.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8)) + window.scrollX}px`;
    tip.style.top = `${box.bottom + 6 + window.scrollY}px`;
  });
  text.root.addEventListener("mouseleave", () => {
    tip.hidden = true;
    over = null;
  });
  ["keyup", "click"].forEach((name) => text.field.addEventListener(name, explainHere));

  words.attach(text.field, () => text.caretBox(), (start, end, word) => text.write(start, end, word));

  /* -- keys ---------------------------------------------------------------------------------- */

  let leaving = false;
  text.field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaving = true;
    else if (event.key === "Tab" && !leaving && !text.field.readOnly && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      indent(event.shiftKey);
    } else if (event.key === "Enter" && !event.isComposing && !event.defaultPrevented) newLine(event);
    if (event.key !== "Escape" && event.key !== "Shift") leaving = false;
  });

  function indent(back) {
    const start = text.field.selectionStart;
    const begins = text.value.lastIndexOf("\n", start - 1) + 1;
    if (!back) text.write(start, text.field.selectionEnd, "  ");
    else if (text.value.startsWith("  ", begins)) text.write(begins, begins + 2, "");
  }

  /* A new line begins where the last one did. */
  function newLine(event) {
    const start = text.field.selectionStart;
    const line = text.value.slice(text.value.lastIndexOf("\n", start - 1) + 1, start);
    const depth = /^\s*(?:- )?/.exec(line)[0].length + (/:\s*$/.test(line) ? 2 : 0);
    if (!depth) return;
    event.preventDefault();
    text.write(start, text.field.selectionEnd, `\n${" ".repeat(depth)}`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    } else if (event.key === "F8") {
      event.preventDefault();
      nextProblem();
    } else if (event.ctrlKey && event.key.toLowerCase() === "z" && !event.target.matches("input, textarea")) {
      event.preventDefault();
      text.step(event.shiftKey ? "redo" : "undo");
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo], [data-redo], [data-next-problem]");
    if (!button) return;
    if ("undo" in button.dataset) text.step("undo");
    if ("redo" in button.dataset) text.step("redo");
    if ("nextProblem" in button.dataset) nextProblem();
  });

  /* -- tabs: of five on a phone, of four beside the text on a desk ------------------------------ */

  const tabs = [...root.querySelectorAll("[role=tab]")];

  function openTab(id) {
    tabs.forEach((tab) => {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).classList.toggle("is-open", chosen);
    });
    if (wide.matches) document.getElementById("pane-text").classList.add("is-open");
    if (id === "tab-form") panel.querySelectorAll("textarea").forEach(grow);
    if (id === "tab-matches" && document.getElementById("pane-matches").dataset.stale) count();
  }

  root.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) openTab(tab.id);
  });
  root.addEventListener("keydown", (event) => {
    if (!event.target.matches("[role=tab]") || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const shown = tabs.filter((tab) => tab.offsetParent);
    const step = event.key === "ArrowRight" ? 1 : -1;
    const next = shown[(shown.indexOf(event.target) + step + shown.length) % shown.length];
    openTab(next.id);
    next.focus();
  });
  wide.addEventListener("change", () => openTab(wide.matches ? "tab-form" : "tab-text"));

  /* -- begin --------------------------------------------------------------------------------- */

  root.classList.add("is-live");
  root.closest(".studio-page").classList.add("is-live");
  document.getElementById("pane-matches").dataset.stale = "1";
  openTab(wide.matches ? "tab-form" : "tab-text");
  prepareForm(panel);
  const first = JSON.parse(document.getElementById("studio-data").textContent);
  problems = first.problems;
  words.setOwn(first.own);
  text.setProblems(problems);
  words.load(root.dataset.words).then(() => text.redraw());
  tellSaved();
  root.dataset.ready = "1";
})();
