// The board beside a standup: fetched again when it changes, and it marks what whoever speaks has in hand.
import { subscribe } from "../live.js";

const SOON = 300; // ms in which several changes of the board are one
const SLOT = "#room-beside";
const board = () => document.querySelector("[data-board-beside]");
let heard = "";
let waiting = 0;

async function refetch() {
  const slot = document.querySelector(SLOT);
  await window.htmx.ajax("GET", slot.getAttribute("hx-get"), { source: slot, target: slot, swap: "innerHTML" });
  return board()?.dataset.version ?? 0;
}

function refetchSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refetch, SOON);
}

function markTheirs() {
  const speaker = document.querySelector("[data-turn-person]")?.dataset.turnPerson;
  for (const line of document.querySelectorAll("[data-people]")) line.classList.toggle("is-theirs", Boolean(speaker) && line.dataset.people.split(" ").includes(speaker));
}

function follow() {
  markTheirs();
  if (!board() || heard === board().dataset.topic) return;
  heard = board().dataset.topic;
  subscribe(heard, { version: board().dataset.version, onFrame: refetchSoon, refetch });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.matches?.(SLOT) && follow());
document.addEventListener("room:dress", markTheirs);
follow();
