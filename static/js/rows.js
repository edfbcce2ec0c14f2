// Lists of fields that grow, shrink and change their order: <ol data-rows="name">, a template beside it, and buttons.
import { makeRoom } from "./motion.js";

let added = 0;

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
const fieldOf = (row) => row.querySelector("textarea");

function number(list) {
  rowsOf(list).forEach((row, index) => {
    fieldOf(row).setAttribute("aria-label", `Criterion ${index + 1}`);
    row.querySelector("[data-row-up]").setAttribute("aria-label", `Move criterion ${index + 1} up`);
    row.querySelector("[data-row-remove]").setAttribute("aria-label", `Remove criterion ${index + 1}`);
  });
}

function add(list, after, name = `${list.dataset.rows}-added${(added += 1)}`) {
  const template = list.parentElement.querySelector("[data-row-template]");
  const row = template.content.firstElementChild.cloneNode(true);
  fieldOf(row).name = name;
  row.querySelector("input[type=hidden]").name = `${name}-id`;
  after ? after.after(row) : list.append(row);
  number(list);
  return row;
}

function move(list, row, direction) {
  const other = direction < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  direction < 0 ? other.before(row) : other.after(row);
  number(list);
  fieldOf(row).focus();
}

function remove(list, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (!next) {
    fieldOf(row).value = "";
    return fieldOf(row).focus();
  }
  row.remove();
  number(list);
  fieldOf(next).focus();
}

/** Adds the rows that a kept draft of `form` had, so that its text has where to go. */
export function growTo(form, names) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const missing = names.filter((name) => name.startsWith(`${list.dataset.rows}-`) && !form.elements.namedItem(name));
    for (const name of missing) add(list, null, name);
  }
}

function makeSortable(part) {
  if (!window.Sortable) return;
  for (const list of part.querySelectorAll("[data-rows]"))
    window.Sortable.create(list, { handle: "[data-row-grip]", animation: makeRoom(), onEnd: () => number(list) });
}

addEventListener("DOMContentLoaded", () => makeSortable(document));
document.addEventListener("htmx:load", ({ target }) => makeSortable(target));

document.addEventListener("click", ({ target }) => {
  const list = target.closest("form")?.querySelector("[data-rows]");
  const row = target.closest("[data-row]");
  if (target.closest("[data-row-add]")) fieldOf(add(list)).focus();
  else if (target.closest("[data-row-remove]")) remove(list, row);
  else if (target.closest("[data-row-up]")) move(list, row, -1);
});

// Enter goes on to the next line; Shift with Enter breaks one.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || event.ctrlKey || event.metaKey || event.isComposing) return;
  const list = row.closest("[data-rows]");
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    move(list, row, event.key === "ArrowUp" ? -1 : 1);
  } else if (event.key === "Enter" && !event.shiftKey && event.target === fieldOf(row)) {
    event.preventDefault();
    const next = row.nextElementSibling;
    fieldOf(next && !fieldOf(next).value ? next : add(list, row)).focus();
  }
});
