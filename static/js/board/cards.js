// Cards in the page: where they stand, where they belong, and what their column says about them.
export const board = document.getElementById("board");
export const live = () => document.getElementById("board-live");
export const mayMove = "mayMove" in board.dataset;

const LANES = { persona: "persona", assignee: "people", epic: "epic" };

export const cardOf = (key) => document.getElementById(`card-${key}`);
export const allCards = () => [...live().querySelectorAll(".board-item")];
export const linkOf = (card) => card.querySelector(".card-link");
export const columns = () => [...live().querySelectorAll(".column-head")];
export const columnName = (status) => live().querySelector(`#column-${status} h2`)?.textContent ?? "another column";

const laneOf = (card) => card.dataset[LANES[live().dataset.lanes]] ?? "";
const rankOf = (card) => Number(card.dataset.rank);

/** The cell of a card in a column; undefined where the page has no such column or lane. */
export function cellOf(card, status = card.dataset.status) {
  const lane = laneOf(card);
  return [...live().querySelectorAll(".board-cell")].find((cell) => cell.dataset.status === status && cell.dataset.lane === lane);
}

/** Puts a card where its rank belongs in its cell; false when the page has no place for it. */
export function place(card) {
  const cell = cellOf(card);
  if (!cell) return false;
  const next = [...cell.children].find((other) => other !== card && rankOf(other) > rankOf(card));
  const here = card.parentElement === cell && card.nextElementSibling === (next ?? null);
  if (!here) keepingFocus(card, () => cell.insertBefore(card, next ?? null));
  return true;
}

/** Where a card stands, and between whom: to be put back there. */
export const standOf = (card) => ({
  status: card.dataset.status,
  rank: card.dataset.rank,
  previous: card.previousElementSibling?.dataset.card,
  next: card.nextElementSibling?.dataset.card,
});

/** Gives a card its column and its rank between two neighbours (elements or null), and puts it there. */
export function putBetween(card, status, previous, next) {
  const [low, high] = [previous && rankOf(previous), next && rankOf(next)];
  card.dataset.status = status;
  card.dataset.rank = next === null ? endOf(card, status, low) : previous === null ? high - 1 : (low + high) / 2;
  return place(card);
}

function endOf(card, status, low) {
  if (low !== null) return low + 1;
  const others = allCards().filter((other) => other !== card && other.dataset.status === status);
  return Math.max(0, ...others.map(rankOf)) + 1;
}

/** Does something with a card that would take the focus from it. */
export function keepingFocus(card, act) {
  const held = card.contains(document.activeElement) && document.activeElement;
  act();
  if (held) held.focus({ preventScroll: true });
}

const pointsText = (points) => (points === 0.5 ? "½" : String(Number(points.toFixed(2))));

function limitWords(count, limit) {
  if (count < limit) return `of ${limit}`;
  return count === limit ? `limit ${limit} reached` : `${count - limit} over limit ${limit}`;
}

/** Counts and points of every column, as the server says them. */
export function recount() {
  const cards = allCards();
  for (const head of columns()) {
    const mine = cards.filter((card) => card.dataset.status === head.dataset.column);
    for (const place of live().querySelectorAll(`[data-count="${head.dataset.column}"]`)) place.textContent = mine.length;
    head.querySelector("[data-sum]").textContent = pointsText(mine.reduce((sum, card) => sum + Number(card.dataset.points), 0));
    const words = head.querySelector("[data-limit-words]");
    if (!words) continue;
    const limit = Number(head.dataset.limit);
    words.textContent = limitWords(mine.length, limit);
    words.className = mine.length < limit ? "count" : "at-limit";
  }
}
