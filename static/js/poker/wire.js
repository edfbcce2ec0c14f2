// What others do arrives as frames that are the same for everybody; own cards and buttons are put on here.
import { subscribe } from "../live.js";
import { setClock } from "../room/clock.js";
import { showLocalTimes } from "./times.js";
import { dressDeck, flush } from "./deck.js";
import { makeSortable } from "./queue.js";
import { markVoted, nameMyself, recount, replaceSeat, showPresence } from "./seats.js";
import { keepMyCard, mark, myCard, parsed, state } from "./state.js";

const PARTS = ["bar", "main", "foot"];
let subscription;
let connection = "resting";

function swap(id, nodes) {
  const part = document.getElementById(id);
  const hadFocus = part.contains(document.activeElement);
  part.replaceChildren(...nodes);
  window.htmx.process(part);
  if (hadFocus && !part.contains(document.activeElement)) document.getElementById("votes-title")?.focus({ preventScroll: true });
}

function dress() {
  nameMyself();
  dressDeck();
  showPresence();
  recount();
  showLocalTimes();
  makeSortable();
  foldOnPhones();
}

function foldOnPhones() {
  if (matchMedia("(max-width: 759px)").matches)
    for (const part of document.querySelectorAll("details[data-closed-on-phone]")) part.open = false;
}

function showRoom(payload) {
  for (const part of PARTS) swap(`poker-${part}`, parsed(payload[part]).childNodes);
  setClock(payload.timer);
  dress();
}

function onVoted({ votes }) {
  for (const vote of votes) onVote(vote);
}

function onVote({ seat, round }) {
  if (state().asynchronous !== undefined && !document.querySelector(`[data-deck] [name=round][value="${round}"]`)) return;
  markVoted(seat);
  if (seat !== state().seat) return;
  if (state().asynchronous === undefined) fetchMine();
  else subscription.refresh(); // how many stories still wait for me
}

/** A card that I put down on another device. */
async function fetchMine() {
  const form = document.querySelector("[data-deck]");
  if (!form || form.dataset.sending) return;
  const answer = await fetch(`${state().address}mine/`);
  if (!answer.ok || answer.redirected) return;
  const round = form.elements.round.value;
  const { value } = (await answer.json())[round] ?? {};
  if (!value || value === myCard(round) || form.dataset.sending) return;
  keepMyCard(round, value);
  dressDeck();
}

function onSeat(payload) {
  replaceSeat(payload);
  if (payload.seat === state().seat) mark(payload);
  showPresence();
}

function onFrame({ kind, payload }) {
  if (kind === "voted") onVoted(payload);
  else if (kind === "seat") onSeat(payload);
  else if (kind === "room") showRoom(payload);
  else if (kind === "timer") setClock(payload);
  else if (kind === "here") showPresence(payload);
  else subscription.refresh();
}

/** Fetches the room as it is for me now; resolves to its version. */
async function refetch() {
  const answer = await fetch(location.pathname + location.search, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(`The room answered ${answer.status}.`);
  const content = parsed(await answer.text());
  const fresh = content.getElementById("poker-state");
  const typed = keptText();
  document.querySelector("[data-join]")?.remove();
  document.getElementById("poker-state").replaceWith(fresh);
  for (const part of PARTS) swap(`poker-${part}`, content.getElementById(`poker-${part}`).childNodes);
  putBack(typed);
  mark({ host: "host" in fresh.dataset, voter: "voter" in fresh.dataset });
  if (fresh.dataset.phase === "finished") document.querySelector("[data-hosting]").textContent = "Closed";
  setClock({ now: Number(fresh.dataset.now), ends: Number(fresh.dataset.ends) || null, seconds: Number(fresh.dataset.seconds) });
  dress();
  return fresh.dataset.version;
}

// Nothing typed is lost when the page fetches itself.
const FIELDS = "input.input, select.input";
const keptText = () =>
  [...document.querySelectorAll(FIELDS)].map((field) => ({ name: field.name, value: field.value, focus: field === document.activeElement }));
function putBack(typed) {
  for (const { name, value, focus } of typed) {
    const field = name && document.querySelector(`[name="${name}"].input`);
    if (!field || !value) continue;
    field.value = value;
    if (focus) field.focus({ preventScroll: true });
  }
}

/** Fetch what a button of mine did, where no socket tells it. */
export function refreshWithoutWire() {
  if (connection !== "open") subscription?.refresh();
}

/** Without a meeting everybody looks at a story of their own; news of others must not turn the page for them. */
function stayAtMyStory() {
  const { asynchronous, item } = state();
  if (asynchronous === undefined || !item) return;
  const address = new URL(location.href);
  address.searchParams.set("item", item);
  history.replaceState(history.state, "", address);
}

export function listen(hasSatDown) {
  const { topic, version, now, ends, seconds } = state();
  setClock({ now: Number(now), ends: Number(ends) || null, seconds: Number(seconds) });
  stayAtMyStory();
  subscription = subscribe(topic, { version, onFrame, refetch });
  if (hasSatDown) subscription.refresh();
  document.addEventListener("live:state", ({ detail }) => {
    connection = detail.state;
    if (connection === "open") flush();
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && refreshWithoutWire());
  dress();
  flush();
}
