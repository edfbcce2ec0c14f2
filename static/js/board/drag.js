// Dragging, with the mouse or a finger. Menu and keys do the same without it.
import { makeRoom } from "../motion.js";
import { board, live, mayMove, standOf } from "./cards.js";
import { move } from "./moves.js";

let cells = [];
let from = null;
let afterwards = [];

/** Runs `act` now, or when what is being dragged has been dropped. */
export function whenDropped(act) {
  if (from) afterwards.push(act);
  else act();
}

function dropped({ item, to, from: source, oldIndex, newIndex }) {
  const stood = from;
  from = null;
  if (to !== source || oldIndex !== newIndex) {
    const [previous, next] = [item.previousElementSibling, item.nextElementSibling];
    move(item, { status: to.dataset.status, previous, next, from: stood });
  }
  for (const act of afterwards.splice(0)) act();
}

// The library is fetched when a hand comes near: who reads or uses keys never needs it.
function fetchLibrary() {
  const script = Object.assign(document.createElement("script"), { src: board.dataset.sortable, onload: enableDragging });
  document.head.append(script);
}

if (mayMove && matchMedia("(any-pointer: coarse)").matches) fetchLibrary();
else if (mayMove) board.addEventListener("pointerover", fetchLibrary, { once: true });

/** Makes the cards of the page as it is now draggable, as soon as that is possible. */
export function enableDragging() {
  if (!mayMove || !window.Sortable) return;
  for (const cell of cells) cell.destroy();
  cells = [...live().querySelectorAll(".board-cell")].map((cell) =>
    window.Sortable.create(cell, {
      group: { name: "board", put: (to, source) => to.el.dataset.lane === source.el.dataset.lane },
      draggable: ".board-item",
      filter: "[data-card-menu]",
      preventOnFilter: false,
      delay: 180,
      delayOnTouchOnly: true,
      touchStartThreshold: 4,
      animation: makeRoom(),
      ghostClass: "is-ghost",
      dragClass: "is-dragged",
      onStart: ({ item }) => (from = standOf(item)),
      onEnd: dropped,
    }),
  );
}
