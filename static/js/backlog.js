// The backlog: keeps its list fresh without touching what is typed, moves stories, opens the editor beside the list.
import "./after.js";
import { bind } from "./keys.js";
import { subscribe } from "./live.js";
import { openMenu } from "./menus.js";
import { makeRoom } from "./motion.js";

const CALM = 400; // ms without news before the list is fetched again
const BESIDE = 1056; // px that list and editor need to stand side by side
const page = document.querySelector("[data-backlog]");
const editor = document.getElementById("editor");
const menu = document.getElementById("row-menu");
const position = document.getElementById("position-dialog");
const list = () => document.getElementById("backlog-list");
const rowOf = (element) => element?.closest?.(".backlog-row");
let dragging = false;
let sending = Promise.resolve();
let timer;

// Fresh rows

const isBusy = () => dragging || menu?.matches(":popover-open") || position?.open;

async function refetch() {
  while (isBusy()) await new Promise((resolve) => setTimeout(resolve, CALM));
  await sending;
  const here = list();
  const held = document.activeElement.closest("#backlog-list") && document.activeElement.id;
  await window.htmx.ajax("GET", `${page.dataset.page}?${here.dataset.query}`, { source: here, target: here, swap: "outerHTML" });
  if (held) document.getElementById(held)?.focus();
  return list().dataset.version;
}

function refetchSoon() {
  clearTimeout(timer);
  timer = setTimeout(refetch, CALM);
}

// Moves: shown at once, sent one after the other

function send(values) {
  const ask = () => window.htmx.ajax("POST", page.dataset.order, { source: list(), target: list(), swap: "none", values });
  sending = sending.then(ask).catch(refetchSoon);
}

const next = (row, way) => {
  let other = row;
  do other = way < 0 ? other.previousElementSibling : other.nextElementSibling;
  while (other && !other.dataset.story);
  return other;
};

function place(row) {
  const [above, below] = [next(row, -1), next(row, 1)];
  if (below) send({ story: row.dataset.story, before: below.dataset.story });
  else if (above) send({ story: row.dataset.story, after: above.dataset.story });
}

function step(row, way) {
  const other = row && list().querySelector("[data-sortable]") && next(row, way);
  if (!other) return;
  const held = document.activeElement;
  way < 0 ? other.before(row) : other.after(row);
  held.focus();
  place(row);
}

function makeSortable() {
  const rows = list()?.querySelector("[data-sortable]");
  if (!rows || !window.Sortable) return;
  window.Sortable.create(rows, {
    handle: ".grip",
    draggable: ".backlog-row",
    animation: makeRoom(),
    onStart: () => (dragging = true),
    onEnd: ({ item, oldIndex, newIndex }) => {
      dragging = false;
      if (oldIndex !== newIndex) place(item);
    },
  });
}

function openRowMenu(button) {
  const row = rowOf(button);
  const { story } = row.dataset;
  for (const field of document.querySelectorAll("#row-menu [name=story], #position-dialog [name=story]")) field.value = story;
  position.querySelector("[data-row-key]").textContent = story;
  menu.querySelector("[data-row-page]").href = row.querySelector(".title").href.replace(/edit\/$/, "");
  menu.dataset.row = row.id;
  openMenu(menu, button);
}

// The editor beside the list; where there is no room for it the link leads to its page

function markOpen(key) {
  for (const row of document.querySelectorAll(".backlog-row")) {
    row.classList.toggle("is-open", row.dataset.story === key);
    row.querySelector(".title").toggleAttribute("aria-current", row.dataset.story === key);
  }
}

function remember(key) {
  const address = new URL(location.href);
  key ? address.searchParams.set("story", key) : address.searchParams.delete("story");
  history.replaceState(history.state, "", address);
  markOpen(key);
}

async function openEditor(link) {
  await window.htmx.ajax("GET", link.href, { source: link, target: "#editor", swap: "innerHTML" });
  editor.hidden = false;
  remember(link.dataset.editor);
  if (link.dataset.editor === "new") editor.querySelector("textarea:not([hidden])")?.focus();
}

function closeEditor() {
  const key = new URLSearchParams(location.search).get("story");
  editor.hidden = true;
  editor.replaceChildren();
  remember("");
  list().querySelector(`[data-story="${CSS.escape(key ?? "")}"] .title`)?.focus();
}

const isPlainClick = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("[data-editor]");
  const step_ = target.closest("[data-step]");
  if (link && isPlainClick(event) && page.clientWidth >= BESIDE) {
    event.preventDefault();
    openEditor(link);
  } else if (target.closest("[data-editor-close]") && !editor.hidden) {
    event.preventDefault();
    closeEditor();
  } else if (target.closest("[data-row-menu]")) openRowMenu(target.closest("[data-row-menu]"));
  else if (step_) step(document.getElementById(menu.dataset.row), step_.dataset.step === "up" ? -1 : 1);
});

// The filters: only those that are set stand in the address

document.addEventListener("htmx:configRequest", ({ detail: { elt, formData } }) => {
  if (!elt.matches("[data-filters]")) return;
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});
document.getElementById("filter-panel")?.addEventListener("toggle", ({ newState, target }) => {
  if (newState === "open") target.querySelector("[data-focus-on-open]").focus();
});

// All together

document.addEventListener("backlogChanged", () => {
  refetchSoon();
  position?.close();
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.pathInfo.requestPath === page.dataset.order) refetchSoon();
});
// Settled, not merely swapped: until then htmx still writes the classes of what was there before.
document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  if (elt.id !== "backlog-list") return;
  makeSortable();
  markOpen(new URLSearchParams(location.search).get("story"));
});

const focusRow = (way) => {
  const rows = [...list().querySelectorAll(".backlog-row .title")];
  const here = rows.indexOf(rowOf(document.activeElement)?.querySelector(".title"));
  rows[Math.max(0, Math.min(rows.length - 1, here + way))]?.focus();
};
bind({ j: ["Next story", () => focusRow(1)], k: ["Story before", () => focusRow(-1)] });
if (menu) {
  bind({
    "Alt+ArrowUp": ["Move the story up", () => step(rowOf(document.activeElement), -1)],
    "Alt+ArrowDown": ["Move the story down", () => step(rowOf(document.activeElement), 1)],
  });
}

makeSortable();
const { topic, version } = list().dataset;
subscribe(topic, { version, onFrame: refetchSoon, refetch });
