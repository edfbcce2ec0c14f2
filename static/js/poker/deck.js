// My card: shown at once, sent, and in only when the server says so. Without a connection it waits here.
import { act } from "../live.js";
import { toast } from "../toasts.js";
import { keepMyCard, headers, myCard, state } from "./state.js";
import { markVoted } from "./seats.js";

const STEPPING = 700; // ms in which arrow keys may still pass over cards
const AGAIN = 4_000;
const form = () => document.querySelector("[data-deck]");
const storage = () => `poker-card:${state().room}:${state().seat}`;

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(storage())) ?? null;
  } catch {
    return memory;
  }
}
let memory = null; // where the browser keeps nothing, a card waits as long as the page

function wait(card) {
  memory = card;
  try {
    if (card) localStorage.setItem(storage(), JSON.stringify(card));
    else localStorage.removeItem(storage());
  } catch {
    // see above
  }
}

function say(text, kind = "") {
  const line = form()?.querySelector("[data-vote-status]");
  if (!line) return kind === "refused" && toast({ text });
  line.textContent = text;
  line.dataset.kind = kind;
}

const IN = "Your card is in. You can change it until the reveal.";

/** Puts my card on a deck that came for everybody. */
export function dressDeck() {
  const deck = form();
  if (!deck) return;
  const round = deck.elements.round.value;
  const kept = waiting();
  const mine = kept?.round === round ? kept.value : myCard(round);
  for (const radio of deck.querySelectorAll("[name=value]")) radio.checked = radio.value === mine;
  if (kept?.round === round) say("No connection. Your card waits here and is sent by itself.", "waits");
  else if (mine) say(IN, "in");
  if (mine && kept?.round !== round) markVoted(state().seat);
}

/** Over the socket, and by a request when that cannot say whether the card is in: the same card twice is one vote. */
async function deliver(card) {
  const body = { round: Number(card.round), value: card.value, reason: card.reason };
  return (card.id && (await act(state().topic, "vote", card.id, body))) ?? post(card);
}

async function post(card) {
  const body = new URLSearchParams({ id: card.id, round: card.round, value: card.value, reason: card.reason });
  try {
    const answer = await fetch(`${state().address}vote/`, { method: "POST", headers: headers(), body });
    if (answer.redirected) return { signedOut: true };
    if (answer.status === 204) return {};
    if (answer.status >= 500) return { lost: true };
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { problem: isJson ? await answer.json() : { detail: "Your card was refused.", fix: "Reload the page." } };
  } catch {
    return { lost: true };
  }
}

// Cards of one page count in their order, however late one of them arrives.
const page = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let cards = 0;
const nextId = () => `${page}.${++cards}`;

let turn = Promise.resolve();

/** Sends a card after those before it, so that the last one chosen is the last one in. */
function send(card) {
  turn = turn.then(async () => settle(card, await deliver(card)));
  return turn;
}

function settle(card, { lost, signedOut, problem }) {
  const deck = form();
  if (deck) delete deck.dataset.sending;
  const later = waiting();
  const isLatest = !later || later.at === card.at;
  if (lost || signedOut) {
    if (!isLatest) return;
    wait(card);
    const words = signedOut ? "You are signed out. Your card waits here until you are back." : "No connection. Your card waits here and is sent by itself.";
    return say(words, "waits");
  }
  if (isLatest) wait(null);
  if (problem) {
    say([problem.detail, problem.fix].filter(Boolean).join(" "), "refused");
    if (deck) for (const radio of deck.querySelectorAll("[name=value]")) radio.checked = radio.value === myCard(card.round);
    document.dispatchEvent(new CustomEvent("poker:refused", { detail: problem }));
    return;
  }
  keepMyCard(card.round, card.value);
  if (deck?.elements.round.value === card.round && isLatest) {
    say(IN, "in");
    markVoted(state().seat);
  }
}

function putDown() {
  const deck = form();
  const chosen = deck?.querySelector("[name=value]:checked");
  if (!chosen) return;
  const card = { id: nextId(), round: deck.elements.round.value, value: chosen.value, reason: deck.elements.reason?.value ?? "", at: Date.now() };
  deck.dataset.sending = "1";
  say("Putting your card down …");
  if (waiting()) wait(card);
  send(card);
}

/** Sends the card that waited for the connection. */
export function flush() {
  const card = waiting();
  if (card) send(card);
}
addEventListener("online", flush);
setInterval(() => navigator.onLine && flush(), AGAIN);

let stepping = false;
let timer;
document.addEventListener("keydown", ({ key, target }) => {
  stepping = key.startsWith("Arrow") && Boolean(target.closest("[data-deck]"));
});
document.addEventListener("change", ({ target }) => {
  if (!target.closest("[data-deck]")) return;
  if (target.name === "reason" && !form().querySelector("[name=value]:checked")) return;
  clearTimeout(timer);
  if (stepping) timer = setTimeout(putDown, STEPPING);
  else putDown();
  stepping = false;
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-deck]")) return;
  event.preventDefault();
  putDown();
});

// The size that will be saved stands on the button.
document.addEventListener("change", ({ target }) => {
  const words = target.closest("[data-agree]")?.querySelector("[data-agree-words]");
  if (words && target.name === "points") words.textContent = `Save ${target.dataset.label}`;
});
