// A move is shown in the same frame, then sent; the server's answer is the truth.
import { toast } from "../toasts.js";
import { board, cardOf, columnName, linkOf, place, putBetween, recount, standOf } from "./cards.js";
import { filter } from "./filters.js";
import { openGate } from "./gate.js";
import { say, speak, unsay } from "./notes.js";
import * as queue from "./queue.js";

const AGAIN = 5_000;
let flushing = false;

const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });

/** Sends one move. Resolves to {} when done, {lost: true} without a connection, {problem} when refused. */
async function send(move) {
  const body = new URLSearchParams(Object.entries(move).filter(([, value]) => value));
  try {
    const answer = await fetch(board.dataset.move, { method: "POST", headers: headers(), body });
    if (answer.redirected) return { lost: true, signedOut: true };
    if (answer.ok) return {};
    if ([502, 503, 504].includes(answer.status)) return { lost: true };
    return { problem: await problemIn(answer) };
  } catch {
    return { lost: true };
  }
}

async function problemIn(answer) {
  if (answer.headers.get("Content-Type")?.includes("json")) return answer.json();
  const fix = answer.status === 403 ? "Reload the page: your rights or your session have changed." : "Try again in a moment.";
  return { detail: "That did not work, and nothing was changed.", fix };
}

function putBack(card, { status, rank }) {
  Object.assign(card.dataset, { status, rank });
  place(card);
  settle();
}

function settle() {
  recount();
  filter();
}

export function markWaiting(card) {
  const mark = card.querySelector("[data-waiting]");
  const waits = queue.waits(card.dataset.card);
  card.classList.toggle("is-waiting", waits);
  if (!waits) mark?.remove();
  else if (!mark) {
    const tag = Object.assign(document.createElement("span"), { className: "tag warn", textContent: "Waiting" });
    tag.title = "This move is sent when the connection is back";
    tag.dataset.waiting = "";
    card.querySelector(".story-id").after(tag);
  }
}

/**
 * Moves a card (its list item) into a column between two neighbours, `previous` and `next` (elements or null: the end).
 * `from` is where it stood, when it has been dragged away already.
 */
export async function move(card, { status, previous = null, next = null, from = standOf(card), silent = false }) {
  const story = card.dataset.card;
  const name = (element) => element?.dataset.card ?? "";
  const wish = { story, status, before: name(next), after: next ? "" : name(previous) };
  if (!putBetween(card, status, previous, next)) return putBack(card, from);
  settle();
  const result = queue.waits(story) ? { lost: true } : await send(wish);
  finish({ ...wish, seen: from.status }, result, from, silent);
}

function finish(wish, result, from, silent) {
  const { story } = wish;
  const card = cardOf(story);
  if (result.lost) return wait(wish, card, result);
  if (result.problem) {
    if (card) putBack(card, from);
    return refuse(wish, result.problem);
  }
  board.dispatchEvent(new CustomEvent("moved"));
  unsay(story);
  if (wish.status === from.status) return;
  const text = `${story} moved to ${columnName(wish.status)}.`;
  if (silent) speak(text);
  else toast({ text, undo: () => undo(story, from) });
}

function undo(story, { status, previous, next }) {
  const card = cardOf(story);
  if (card) move(card, { status, previous: cardOf(previous), next: cardOf(next), silent: true });
}

function wait(wish, card, { signedOut }) {
  queue.keep(wish);
  if (card) markWaiting(card);
  speak(`${wish.story} waits for the connection.`);
  if (!signedOut) return;
  const back = encodeURIComponent(location.pathname + location.search);
  const signIn = () => location.assign(`${document.body.dataset.signIn}?next=${back}`);
  say({ kind: "warn", about: wish.story, title: "You are signed out.", text: `Your move of ${wish.story} is kept here.`, actions: [["Sign in again", signIn]] });
}

function refuse(wish, problem) {
  if (problem.code === "gate_closed") {
    const card = cardOf(wish.story);
    return openGate({ story: wish.story, address: card && linkOf(card).href, problem, override: (reason) => insist(wish, { override_reason: reason }) });
  }
  say({ about: wish.story, title: problem.detail ?? problem.title, text: problem.fix });
}

/** Sends a move again that was refused: with a reason, or in spite of what others did. */
async function insist(wish, extra = {}) {
  const { seen: _, ...again } = wish;
  const card = cardOf(wish.story);
  const from = card ? standOf(card) : wish;
  finish({ ...again, seen: from.status }, await send({ ...again, ...extra }), from, true);
}

/** Sends what waits, oldest first. What others did meanwhile is not undone: the person is asked. */
export async function flush() {
  if (flushing) return;
  flushing = true;
  for (const wish of queue.all()) {
    const result = await send(wish);
    if (result.lost) break;
    settleWaiting(wish, result.problem);
  }
  flushing = false;
}

function settleWaiting(wish, problem) {
  queue.drop(wish.story);
  const card = cardOf(wish.story);
  if (card) markWaiting(card);
  board.dispatchEvent(new CustomEvent("moved"));
  unsay(wish.story);
  if (!problem) return speak(`${wish.story} moved to ${columnName(wish.status)}.`);
  if (card) putBack(card, { status: problem.current?.status ? String(problem.current.status) : wish.seen, rank: card.dataset.rank });
  if (problem.code !== "conflict" || !card) return refuse(wish, problem);
  const target = columnName(wish.status);
  say({
    kind: "warn", about: wish.story, title: problem.detail, text: problem.fix,
    actions: [["Leave it there"], [`Move to ${target}`, () => insist(wish)]],
  });
}

addEventListener("online", flush);
document.addEventListener("live:state", ({ detail }) => detail.state === "open" && flush());
setInterval(() => queue.all().length && navigator.onLine && flush(), AGAIN);
