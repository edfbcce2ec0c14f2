// Seats at the table and in the list of who is here.
import { parsed, state } from "./state.js";

const FORGET = 40_000; // ms after which a process that fell silent is no longer believed
const known = new Map(); // process: {names, at}

const seats = () => [...document.querySelectorAll("#poker-table > [data-seat-of]")];

/** Everybody reads “You” at their own seat. */
export function nameMyself() {
  const mine = state().seat;
  if (!mine) return;
  for (const part of document.querySelectorAll(`[data-seat-of="${mine}"] [data-who]`)) part.textContent = "You";
  for (const part of document.querySelectorAll(`[data-seat-of="${mine}"]`)) part.classList.add("is-you");
}

export function markVoted(seat) {
  const place = document.getElementById(`seat-${seat}`);
  const card = place?.querySelector(".poker-card.thinking");
  if (card) {
    place.dataset.voted = "";
    card.className = "poker-card face-down";
    card.replaceChildren(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Voted" }));
  }
  recount();
}

function put(list, id, html) {
  const old = document.getElementById(id);
  const fresh = parsed(html).firstElementChild;
  if (old && fresh) old.replaceWith(fresh);
  else if (fresh) list?.append(fresh);
  else old?.remove();
}

/** One seat is new, different, or empty. A card that is shown already stays as it is. */
export function replaceSeat({ seat, table, here }) {
  const place = document.getElementById(`seat-${seat}`);
  const isShown = place?.querySelector(".face-up");
  if (document.querySelector("[data-voted-count]") && !isShown) put(document.getElementById("poker-table"), `seat-${seat}`, table);
  put(document.getElementById("here-list"), `here-${seat}`, here);
  nameMyself();
  recount();
}

const write = (selector, text) => document.querySelectorAll(selector).forEach((part) => (part.textContent = text));

function inWords(names) {
  if (names.length > 4) return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join("");
}

export function recount() {
  const here = [...document.querySelectorAll("#here-list > [data-voter]")];
  if (here.length) {
    const voting = here.filter(({ dataset }) => dataset.voter === "1").length;
    write("[data-present]", here.length);
    write("[data-voting]", voting);
    write("[data-watching]", here.length - voting);
    const hosts = here.flatMap(({ dataset }) => dataset.hosts ?? []);
    write("[data-hosting]", hosts.length ? `${inWords(hosts)} ${hosts.length > 1 ? "are" : "is"} hosting` : "Nobody is hosting");
  }
  if (!document.querySelector("[data-voted-count]")) return;
  const waiting = seats().filter(({ dataset }) => !("voted" in dataset));
  write("[data-voted-count]", seats().length - waiting.length);
  write("[data-table-count]", seats().length);
  const names = waiting.map(({ dataset }) => (dataset.seatOf === state().seat ? "you" : dataset.name));
  write("[data-waiting-for]", names.length ? `Waiting for ${inWords(names)}` : "");
}

/** Who is connected, as each server process tells it. */
export function showPresence(told) {
  const now = Date.now();
  if (told) known.set(told.from, { names: told.names, at: now });
  for (const [process, { at }] of known) if (now - at > FORGET) known.delete(process);
  if (!known.size || state().asynchronous !== undefined) return; // without a meeting nobody is away
  const names = new Set([...known.values()].flatMap((one) => one.names));
  for (const line of document.querySelectorAll("#here-list > [data-seat-of]")) {
    const isHere = names.has(line.dataset.seatOf);
    line.classList.toggle("is-away", !isHere);
    line.querySelector(".avatar")?.classList.toggle("here", isHere);
  }
}
