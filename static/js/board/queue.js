// Moves that wait for the connection, kept in this browser; one for each card.
import { board } from "./cards.js";

const KEY = `board-moves:${board.dataset.me}:${board.dataset.sprint}`;

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // storage blocked: such moves last as long as the page
  }
}

let moves = read();

function write() {
  try {
    if (Object.keys(moves).length) localStorage.setItem(KEY, JSON.stringify(moves));
    else localStorage.removeItem(KEY);
  } catch {
    // see above
  }
}

/** Keeps a move; a card that waits already keeps the column in which it was first seen. */
export function keep(move) {
  moves[move.story] = { ...move, seen: moves[move.story]?.seen ?? move.seen };
  write();
}

export function drop(story) {
  delete moves[story];
  write();
}

export const waits = (story) => story in moves;
export const all = () => Object.values(moves);

// Another tab of the same person may have sent or added some.
addEventListener("storage", ({ key }) => {
  if (key === KEY) moves = read();
});
