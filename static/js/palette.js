// The command palette: arrows choose while the words stay in the field, Enter opens, what was opened comes back first.
import { bind } from "./keys.js";

const MOST_RECENT = 6;
const KEY = `recent:${document.body.dataset.person}`;
const palette = () => document.querySelector("[data-palette]");
const options = () => [...palette().querySelectorAll(".option")];
const chosen = () => palette().querySelector('.option[aria-selected="true"]');

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // storage blocked or spoiled: nothing is recent
  }
}

function keep(items) {
  try {
    items.length ? localStorage.setItem(KEY, JSON.stringify(items)) : localStorage.removeItem(KEY);
  } catch {
    // not kept
  }
}

function remember(option) {
  const [label, note] = [option.querySelector("span").firstChild.parentElement, option.querySelector("small")];
  const item = {
    address: option.getAttribute("href"),
    icon: option.querySelector("use").getAttribute("href"),
    note: note?.textContent ?? "",
    label: label.innerText.split("\n")[0],
  };
  keep([item, ...kept().filter(({ address }) => address !== item.address)].slice(0, MOST_RECENT));
}

function recentOption({ address, icon, label, note }) {
  const option = document.createElement("a");
  Object.assign(option, { className: "option", href: address, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.dataset.recent = "";
  option.append(palette().querySelector(".ask .icon").cloneNode(true), document.createElement("span"));
  option.querySelector("use").setAttribute("href", icon);
  option.querySelector("span").append(label);
  if (note) option.querySelector("span").append(document.createElement("br"), Object.assign(document.createElement("small"), { textContent: note }));
  return option;
}

function showRecent() {
  const items = kept();
  if (!items.length) return;
  const group = document.createElement("div");
  const name = Object.assign(document.createElement("p"), { className: "group-name", id: "found-recent", textContent: "Recent" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", name.id);
  group.append(name, ...items.map(recentOption));
  palette().querySelector(".found").prepend(group);
}

function choose(option) {
  const field = palette().querySelector("[role=combobox]");
  for (const other of options()) other.setAttribute("aria-selected", other === option);
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function show() {
  if (!palette().querySelector("[role=combobox]").value.trim()) showRecent();
  options().forEach((option, index) => (option.id = `option-${index}`));
  choose(options()[0]);
  const number = options().length;
  palette().querySelector("[data-palette-news]").textContent = number ? `${number} results` : "Nothing found";
}

function step(key) {
  const all = options();
  const here = all.indexOf(chosen());
  if (key === "ArrowDown") return all[(here + 1) % all.length];
  if (key === "ArrowUp") return all[(here - 1 + all.length) % all.length];
  return undefined;
}

document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("[data-palette]") || event.isComposing) return;
  if (event.key === "Enter" && event.target.matches("[role=combobox]")) {
    event.preventDefault();
    const option = chosen();
    if (option && (event.ctrlKey || event.metaKey) && option.href) open(option.href);
    else option?.click();
  }
  const next = step(event.key);
  if (!next) return;
  event.preventDefault();
  choose(next);
});

document.addEventListener("click", ({ target }) => {
  if (target.matches?.("dialog[data-palette]")) return target.close(); // beside it
  const option = target.closest?.("[data-palette] .option");
  if (!option) return;
  if ("recent" in option.dataset) remember(option);
  if (!option.href) option.closest("dialog").close();
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (palette() && (target.id === "dialog-slot" || target.id === "palette-found")) show();
});

document.getElementById("sign-out")?.addEventListener("submit", () => keep([]));
const newStory = document.querySelector("[data-new-story]")?.dataset.newStory;
if (newStory) bind({ c: ["New story", () => location.assign(newStory)] });
