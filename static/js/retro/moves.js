// Dragging a card to another topic; its menu does the same for keys and touch.
import { openMenu } from "../menus.js";

let dragged = null;

document.addEventListener("dragstart", ({ target, dataTransfer }) => {
  const card = target.closest?.("[data-move-card]");
  if (!card || !document.querySelector(".room[data-voter]")) return;
  dragged = card;
  dataTransfer.effectAllowed = "move";
  dataTransfer.setData("text/plain", card.dataset.moveCard);
  card.classList.add("is-dragging");
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragging");
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest("[data-topic], [data-new-topic]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const place = dragged && event.target.closest("[data-vote-board] [data-topic], [data-new-topic]");
  if (!place || place.contains(dragged)) return;
  event.preventDefault();
  const form = document.querySelector("[data-drop-form]");
  form.elements.card.value = dragged.dataset.moveCard;
  form.elements.topic.value = place.dataset.topic ?? "";
  form.requestSubmit();
});

// One menu for all cards.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-move-for]");
  if (!button) return;
  const menu = document.getElementById("move-menu");
  menu.querySelector("form").elements.card.value = button.dataset.moveFor;
  openMenu(menu, button);
});
