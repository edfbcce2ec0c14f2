// Filters narrow the board at once and stay in the address; the server shows the same for the same address.
import { allCards, board, live } from "./cards.js";

const TESTS = {
  mine: (card) => card.dataset.people.split(" ").includes(board.dataset.me),
  goal: (card) => "goal" in card.dataset,
  blocked: (card) => "blocked" in card.dataset,
  persona: (card, value) => card.dataset.persona === value,
};

const wanted = () => [...new URLSearchParams(location.search)].filter(([name, value]) => TESTS[name] && value);

function addressWith(name, value) {
  const query = new URLSearchParams(location.search);
  if (value) query.set(name, value);
  else query.delete(name);
  return `?${query}`;
}

function showChoice(link, filters) {
  const { filter: name, value } = link.dataset;
  const now = filters.get(name) ?? "";
  const on = value === undefined ? now !== "" : now === value;
  link.setAttribute(value === undefined ? "aria-pressed" : "aria-checked", on);
  link.href = addressWith(name, value ?? (on ? "" : "1"));
}

function showPersona(filters) {
  const chip = live().querySelector('[data-filter-menu="persona"]');
  if (!chip) return;
  const chosen = filters.get("persona");
  const name = chosen && live().querySelector(`[data-filter="persona"][data-value="${CSS.escape(chosen)}"]`);
  chip.querySelector("[data-filter-name]").textContent = name ? name.textContent : "Persona";
  if (chosen) chip.setAttribute("aria-pressed", "true");
  else chip.removeAttribute("aria-pressed");
}

/** Shows the cards that the address asks for, and says how many. */
export function filter() {
  const filters = wanted();
  const cards = allCards();
  for (const card of cards) card.hidden = !filters.every(([name, value]) => TESTS[name](card, value));
  const chosen = new Map(filters);
  for (const link of live().querySelectorAll("[data-filter]")) showChoice(link, chosen);
  showPersona(chosen);
  const shown = cards.filter((card) => !card.hidden).length;
  live().querySelector("[data-shown]").textContent = filters.length ? `${shown} of ${cards.length} stories` : "";
  live().querySelector("[data-blocked-count]").textContent = cards.filter(TESTS.blocked).length;
}

board.addEventListener("click", (event) => {
  const link = event.target.closest("[data-filter]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.getAttribute("href"));
  filter();
});
// What acts like a button is pressed like one.
board.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
});
