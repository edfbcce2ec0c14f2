// Bringing people in: after an @ in a <textarea data-mentions="id of a datalist"> the names that fit are offered.
const MOST = 6;
const TYPED = /(?<![\w@/.:-])@([^\n@]{0,40})$/;
let open = null; // { field, list, start }

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const fits = (name, typed) => plain(name).startsWith(typed) || plain(name).includes(` ${typed}`);

function namesFor(field, typed) {
  const names = [...document.getElementById(field.dataset.mentions).options].map(({ value }) => value);
  return names.filter((name) => fits(name, plain(typed))).slice(0, MOST);
}

function close() {
  if (!open) return;
  open.field.removeAttribute("aria-activedescendant");
  open.list.remove();
  open = null;
}

function mark(option) {
  for (const other of open.list.children) other.setAttribute("aria-selected", String(other === option));
  open.field.setAttribute("aria-activedescendant", option.id);
}

const marked = () => open.list.querySelector('[aria-selected="true"]');

function pick(option) {
  const { field, start } = open;
  close();
  field.setRangeText(`@${option.textContent} `, start, field.selectionStart, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.focus();
}

function show(field, names, start) {
  close();
  const list = Object.assign(document.createElement("ul"), { className: "mention-list", id: `${field.id}-people` });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People who see this story");
  names.forEach((name, index) => {
    const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: name });
    option.setAttribute("role", "option");
    list.append(option);
  });
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  open = { field, list, start };
  mark(list.firstElementChild);
  list.scrollIntoView({ block: "nearest" });
}

function offer(field) {
  const before = field.value.slice(0, field.selectionStart);
  const typed = TYPED.exec(before)?.[1];
  const names = typed === undefined ? [] : namesFor(field, typed);
  // A name that is written out needs no help any more.
  if (names.length === 0 || names.some((name) => typed.trim() === name)) return close();
  show(field, names, before.length - typed.length - 1);
}

function step(way) {
  const options = [...open.list.children];
  mark(options.at((options.indexOf(marked()) + way) % options.length));
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => pick(marked()),
  Tab: () => pick(marked()),
  Escape: close,
};

document.addEventListener("input", ({ target }) => target.matches("[data-mentions]") && offer(target));
document.addEventListener(
  "keydown",
  (event) => {
    const plainKey = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.isComposing;
    if (open?.field !== event.target || !plainKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  },
  true,
);
// Before the field loses its focus, so that a tap picks.
document.addEventListener("pointerdown", (event) => {
  const option = open && event.target.closest(".mention-list [role=option]");
  if (!option) return;
  event.preventDefault();
  pick(option);
});
document.addEventListener("focusout", ({ target }) => target === open?.field && close());
