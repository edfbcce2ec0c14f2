// What can be done with a card without dragging: its menu and the keys.
import { bind } from "../keys.js";
import { openMenu } from "../menus.js";
import { allCards, board, cardOf, columns, linkOf, mayMove } from "./cards.js";
import { move } from "./moves.js";

const menu = document.getElementById("card-menu");
let selected = "";

const visible = () => allCards().filter((card) => !card.hidden);
const current = () => cardOf(selected);

document.addEventListener("focusin", ({ target }) => {
  const card = target.closest(".board-item");
  if (card) selected = card.dataset.card;
});

function select(step) {
  const cards = visible();
  const here = cards.indexOf(current());
  const next = here < 0 ? cards[step > 0 ? 0 : cards.length - 1] : cards[here + step];
  if (next) linkOf(next).focus();
}

function toColumn(card, step) {
  const all = columns().map(({ dataset }) => dataset.column);
  const status = all[all.indexOf(card.dataset.status) + step];
  if (status) move(card, { status });
}

function inColumn(card, step) {
  const cards = [...card.parentElement.children].filter((one) => !one.hidden);
  const other = cards[cards.indexOf(card) + step];
  if (!other) return;
  const next = step < 0 ? other : other.nextElementSibling;
  const previous = step < 0 ? other.previousElementSibling : other;
  move(card, { status: card.dataset.status, previous: previous === card ? null : previous, next: next === card ? null : next });
}

function ask(card, what) {
  const address = `${board.dataset.cards}${card.dataset.card}/${what}/`;
  window.htmx.ajax("GET", address, { source: board, target: "#dialog-slot", swap: "innerHTML" });
}

function openMenuOf(card) {
  selected = card.dataset.card;
  menu.querySelector("[data-card-open]").href = linkOf(card).href;
  for (const item of menu.querySelectorAll("[data-card-to]")) item.hidden = item.dataset.cardTo === card.dataset.status;
  openMenu(menu, card.querySelector("[data-card-menu]"));
}

const ACTS = {
  up: (card) => inColumn(card, -1),
  down: (card) => inColumn(card, 1),
  people: (card) => ask(card, "people"),
  impediment: (card) => ask(card, "impediment"),
};

board.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-card-menu]");
  if (opener && mayMove) openMenuOf(opener.closest(".board-item"));
});
menu?.addEventListener("click", ({ target }) => {
  const [item, card] = [target.closest("button"), current()];
  if (!item || !card) return;
  linkOf(card).focus();
  if (item.dataset.cardTo) move(card, { status: item.dataset.cardTo });
  else ACTS[item.dataset.cardAct](card);
});

const withCard = (act) => () => current() && act(current());
bind({ j: ["Next card", () => select(1)], k: ["Previous card", () => select(-1)] });
if (mayMove)
  bind({
    m: ["Move the card or change it", withCard(openMenuOf)],
    "Shift+ArrowLeft": ["One column back", withCard((card) => toColumn(card, -1))],
    "Shift+ArrowRight": ["One column on", withCard((card) => toColumn(card, 1))],
    "Alt+ArrowUp": ["Up in its column", withCard(ACTS.up)],
    "Alt+ArrowDown": ["Down in its column", withCard(ACTS.down)],
    b: ["Report an impediment", withCard(ACTS.impediment)],
    a: ["Who works on it", withCard(ACTS.people)],
  });
