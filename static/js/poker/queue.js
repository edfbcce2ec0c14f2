// The order of the queue by dragging and by Alt with an arrow; the buttons of a row do the same without scripts.
import { makeRoom } from "../motion.js";

const queue = () => document.querySelector("[data-queue]");
const placeOf = (row) => [...row.parentElement.children].indexOf(row);
let held = ""; // the row that moved, to keep the focus on it when the page fetches itself

function send(row) {
  const values = { item: row.dataset.item, place: placeOf(row) };
  window.htmx.ajax("POST", row.parentElement.dataset.queue, { source: row, swap: "none", values });
}

function step(row, way) {
  const other = way < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  held = row.dataset.item;
  way < 0 ? other.before(row) : other.after(row);
  focusIn(row);
  send(row);
}

const focusIn = (row) => row.querySelector("[name=place]")?.focus({ preventScroll: true });

/** Lets the rows be dragged; called again whenever the list is a new one. */
export function makeSortable() {
  const list = queue();
  if (!list || !window.Sortable || list.dataset.sortable) return;
  list.dataset.sortable = "yes";
  window.Sortable.create(list, {
    handle: ".grip",
    animation: makeRoom(),
    onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && send(item),
  });
  const row = held && list.querySelector(`[data-item="${held}"]`);
  if (row && document.activeElement === document.body) focusIn(row);
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-queue] > [data-item]");
  if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  step(row, event.key === "ArrowUp" ? -1 : 1);
});
document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("[data-queue]")) held = "";
});
