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
