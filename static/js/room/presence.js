// Who is connected, as each server process tells it.
import { watchHosts } from "./seat.js";
import { state } from "./state.js";

const FORGET = 40_000; // ms after which a process that fell silent is no longer believed
const known = new Map(); // process: {names, at}

const hosts = () =>
  [...document.querySelectorAll("#people-menu [data-seat-of]")].filter((line) => line.querySelector("small")?.textContent === "Hosting").map((line) => line.dataset.seatOf);

/** Shows who is here; `told` is what one process has just said. */
export function showPresence(told) {
  const now = Date.now();
  if (told) known.set(told.from, { names: told.names, at: now });
  for (const [process, { at }] of known) if (now - at > FORGET) known.delete(process);
  if (!known.size) return;
  const names = new Set([...known.values()].flatMap((one) => one.names));
  for (const line of document.querySelectorAll("[data-seat-of]")) {
    const isHere = names.has(line.dataset.seatOf);
    line.classList.toggle("is-away", !isHere);
    line.querySelector(".avatar")?.classList.toggle("here", isHere);
    if (line.dataset.seatOf === state().seat) line.querySelector("[data-who]")?.replaceChildren("You");
  }
  watchHosts(names, hosts());
}
