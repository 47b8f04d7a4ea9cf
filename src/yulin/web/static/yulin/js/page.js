/* Small comforts for every page; nothing depends on them. */
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-open-dialog], [data-close-dialog]");
  if (!button) return;
  if (button.hasAttribute("data-print")) window.print();
  if (button.dataset.openDialog) document.getElementById(button.dataset.openDialog)?.showModal();
  if (button.hasAttribute("data-close-dialog")) button.closest("dialog")?.close();
});

/* An opened menu closes when something else is pressed or entered, and by Escape. */
const openMenu = () => document.querySelector(".menu-group[open]");
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const menu = openMenu();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
document.addEventListener("keydown", (event) => {
  const menu = openMenu();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* What cannot be undone is asked once more, where scripts run. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sure]");
  if (button && !window.confirm(button.dataset.sure)) event.preventDefault();
});

/* What was typed into a form that was refused stands in it again. It is kept in this tab until the
   next page, and never where a password or a code is typed. */
const TYPED = "typed";
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && !["hidden", "file", "submit"].includes(field.type));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.querySelector("[type=password], [autocomplete=one-time-code]")) return;
  const values = fieldsOf(form).map((field) => [field.name, field.value, field.checked ?? false]);
  const at = [...document.forms].indexOf(form);
  sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, at, values }));
});

const typed = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
sessionStorage.removeItem(TYPED);
if (typed?.path === location.pathname && document.querySelector("main .alert-bad")) {
  const form = document.forms[typed.at];
  const fields = form ? fieldsOf(form) : [];
  const same = fields.map((field) => field.name).join() === typed.values.map(([name]) => name).join();
  if (same && fields.length) {
    fields.forEach((field, n) => {
      const [, value, checked] = typed.values[n];
      if (["checkbox", "radio"].includes(field.type)) field.checked = field.value === value && checked;
      else field.value = value;
    });
    const folded = form.closest("details");
    if (folded) folded.open = true;
  }
}

/* A form marked so is sent once, however often the button is pressed. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});

/* Buttons that only work with scripts stay hidden until here. */
document.querySelectorAll("[data-needs-script]").forEach((element) => {
  element.hidden = false;
});
