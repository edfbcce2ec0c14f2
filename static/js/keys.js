// One map of all keys: elements carry theirs as data-key, other behaviour binds its own. `?` shows them.
const bound = new Map();
const mac = /Mac|iP/.test(navigator.platform);
const SIGNS = {
  Mod: mac ? "⌘" : "Ctrl",
  Alt: mac ? "⌥" : "Alt",
  Shift: "⇧",
  Enter: "↵",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
};
const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable]";

/** Binds keys that no element carries: `bind({ j: ["Next card", run] })`. Returns a function that unbinds them. */
export function bind(keys) {
  for (const [key, [label, run]] of Object.entries(keys)) bound.set(key, { label, run });
  return () => Object.keys(keys).forEach((key) => bound.delete(key));
}

function spelled(event) {
  const letter = event.key.length === 1;
  return [
    (event.ctrlKey || event.metaKey) && "Mod",
    event.altKey && "Alt",
    event.shiftKey && !letter && "Shift",
    letter ? event.key.toLowerCase() : event.key,
  ]
    .filter(Boolean)
    .join("+");
}

function mayAct(event, key) {
  if (event.defaultPrevented || event.isComposing) return false;
  if (key.startsWith("Mod+")) return true;
  if (key === " " && event.target.closest("button, a, summary, label, [role]")) return false; // Space is theirs
  if (event.target.closest(FIELDS)) return false;
  return key.length > 1 || key === "?" || document.documentElement.dataset.singleKeys !== "off";
}

const top = () => document.querySelector("dialog:modal");
const carriers = () =>
  [...document.querySelectorAll("[data-key]")].filter(
    (element) => element.checkVisibility() && !element.disabled && (!top() || top().contains(element)),
  );

function actOn(element) {
  if (element.matches(FIELDS)) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  const key = spelled(event);
  if (!mayAct(event, key)) return;
  const carrier = carriers().find((element) => element.dataset.key.split(" ").includes(key));
  const run = carrier ? () => actOn(carrier) : !top() && bound.get(key)?.run;
  if (!run) return;
  event.preventDefault();
  run(event);
});

// The help

function row(key, label) {
  const line = document.createElement("div");
  const [term, keys] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  for (const part of key.split("+")) {
    const cap = document.createElement("kbd");
    cap.textContent = SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    keys.append(cap, " ");
  }
  line.append(term, keys);
  return line;
}

const nameOf = (element) =>
  element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();

function listKeys() {
  const lines = new Map([...bound].map(([key, { label }]) => [key, label]));
  for (const element of carriers()) lines.set(element.dataset.key.split(" ")[0], nameOf(element));
  document
    .querySelector("[data-key-map]")
    ?.replaceChildren(...[...lines].map(([key, label]) => row(key, label)));
  const note = document.querySelector("[data-single-keys-note]");
  if (note) note.hidden = document.documentElement.dataset.singleKeys !== "off";
}

document.addEventListener(
  "click",
  ({ target }) => target.closest('[data-dialog="key-help"]') && listKeys(),
  true,
);
bind({ "?": ["All keys", () => document.querySelector('[data-dialog="key-help"]')?.click()] });
