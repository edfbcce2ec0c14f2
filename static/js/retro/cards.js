// Cards of mine: only this browser knows them, by a random word for each that the server keeps as a hash.
import { headers, personal, state } from "../room/state.js";
import { toast } from "../toasts.js";

const store = () => `retro-${state().address}`;
const words = () => JSON.parse(localStorage.getItem(store()) ?? "[]");
const newWord = () => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The word of each card of mine, by the card's text: the page says of no card whose it is. */
const mine = () => new Map(words().map(({ text, column, word }) => [`${column} ${text}`, word]));

function dress() {
  for (const field of document.querySelectorAll("[data-word]")) field.value ||= newWord();
  const known = mine();
  const named = new Set(personal().cards ?? []);
  for (const card of document.querySelectorAll("[data-card]")) {
    const isMine = named.has(card.dataset.card) || known.has(`${card.dataset.column} ${textOf(card)}`);
    card.classList.toggle("is-mine", isMine);
    const head = card.querySelector("header");
    if (head) head.hidden = !isMine;
  }
}

const textOf = (card) => card.querySelector("p").textContent;
const oneLine = (text) => text.trim().split(/\s+/).join(" ");

function remember(column, text, word) {
  localStorage.setItem(store(), JSON.stringify([...words().filter((one) => one.word !== word), { column, text: oneLine(text), word }]));
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!target.matches("[data-card-form]")) return;
  const { column, text, word } = target.elements;
  remember(column.value, text.value, word.value);
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!target.matches("[data-card-form]") || !detail.successful) return;
  target.elements.text.value = "";
  target.elements.word.value = newWord();
  target.elements.text.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-send-on-enter]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("click", ({ target }) => {
  const card = target.closest("[data-edit-card]")?.closest("[data-card]");
  if (card) edit(card);
});

/** The card becomes a field; Enter keeps it, Escape leaves it, and an empty one is taken back. */
function edit(card) {
  const text = card.querySelector("p");
  const field = Object.assign(document.createElement("textarea"), { className: "input", value: text.textContent, rows: 2, maxLength: 280 });
  field.setAttribute("aria-label", "Your card; leave it empty to take it back");
  text.hidden = true;
  text.after(field);
  field.focus();
  const close = () => {
    field.remove();
    text.hidden = false;
  };
  field.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (await send(card, textOf(card), field.value)) close();
  });
}

async function send(card, before, text) {
  const { column } = card.dataset;
  const word = mine().get(`${column} ${before}`) ?? "";
  const body = new URLSearchParams({ card: card.dataset.card, text, word });
  const answer = await fetch(`${state().address}change-card/`, { method: "POST", headers: headers(), body });
  if (answer.ok) remember(column, text, word);
  else toast({ text: (await answer.json()).detail ?? "The card could not be changed." });
  return answer.ok;
}

document.addEventListener("room:dress", dress);

dress();
