// What others do arrives as frames: a card as it is now, with its place, and the sprint's header.
import { subscribe } from "../live.js";
import { allCards, board, cardOf, columnName, linkOf, live, place, recount } from "./cards.js";
import { enableDragging, whenDropped } from "./drag.js";
import { filter } from "./filters.js";
import { flush, markWaiting } from "./moves.js";
import { say, speak } from "./notes.js";

const ENDINGS = { closed: "This sprint was closed.", cancelled: "This sprint was cancelled." };
const topic = `board:${board.dataset.sprint}`;
let subscription;

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function showHeader(html) {
  document.getElementById("sprint-header").replaceWith(parsed(html));
}

const focusedIn = (card) => card?.contains(document.activeElement) && (document.activeElement.matches("button") ? "button" : ".card-link");

function showCard({ key, html, header }) {
  const [old, card] = [cardOf(key), parsed(html).firstElementChild];
  const focus = focusedIn(old);
  const moved = old && old.dataset.status !== card.dataset.status;
  old?.replaceWith(card);
  if (!place(card)) {
    card.remove();
    return subscription.refresh(); // a column or lane that this page does not have yet
  }
  markWaiting(card);
  showHeader(header);
  if (focus) card.querySelector(focus).focus({ preventScroll: true });
  if (moved || !old) {
    card.classList.add("is-new");
    speak(old ? `${key} is in ${columnName(card.dataset.status)} now.` : `${key} is new on the board.`);
  }
  settle();
}

function removeCard({ key, header }) {
  cardOf(key)?.remove();
  showHeader(header);
  speak(`${key} has left the board.`);
  settle();
}

function settle() {
  recount();
  filter();
}

function end(text) {
  document.dispatchEvent(new CustomEvent("board:over"));
  say({ kind: "info", about: topic, title: text, actions: [["Open the team's board", () => location.reload()]] });
}

function onFrame({ kind, payload }) {
  if (kind === "card") whenDropped(() => showCard(payload));
  else if (kind === "gone") whenDropped(() => removeCard(payload));
  else if (kind in ENDINGS) end(ENDINGS[kind]);
  else subscription.refresh();
}

/** Fetches the board as it is now; resolves to its version. */
async function refetch() {
  const answer = await fetch(location.pathname + location.search, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(`The board answered ${answer.status}.`);
  const content = parsed(await answer.text());
  const fresh = content.getElementById("board-live");
  if (!fresh) return void end("This sprint is over.");
  await new Promise((done) => whenDropped(done));
  swap(content, fresh);
  return fresh.dataset.version;
}

function swap(content, fresh) {
  const selected = document.activeElement.closest(".board-item")?.dataset.card;
  const scrolled = live().querySelector(".board").scrollLeft;
  document.getElementById("sprint-header").replaceWith(content.getElementById("sprint-header"));
  live().replaceWith(fresh);
  fresh.querySelector(".board").scrollLeft = scrolled;
  window.htmx.process(fresh);
  start();
  const card = selected && cardOf(selected);
  if (card) linkOf(card).focus({ preventScroll: true });
}

/** What every new state of the page needs. */
export function start() {
  enableDragging();
  allCards().forEach(markWaiting);
  filter();
}

export function listen() {
  subscription = subscribe(topic, { version: live().dataset.version, onFrame, refetch });
  // Without a socket nothing tells the mover either what came of the move.
  let state = "resting";
  document.addEventListener("live:state", ({ detail }) => (state = detail.state));
  board.addEventListener("moved", () => state !== "open" && subscription.refresh());
  flush();
}
