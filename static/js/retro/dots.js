// My dots, which the server tells nobody but me.
import { personal } from "../room/state.js";

const dot = (isFree) => Object.assign(document.createElement("i"), { className: isFree ? "free" : "" });

function show(row, given, free, label) {
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", label);
  row.replaceChildren(...Array.from({ length: given }, () => dot(false)), ...Array.from({ length: free }, () => dot(true)));
}

function dress() {
  const { dots = {}, budget } = personal();
  if (!budget) return;
  const given = Object.values(dots).reduce((sum, one) => sum + one, 0);
  for (const group of document.querySelectorAll("[data-vote-board] [data-topic]")) dressTopic(group, dots[group.dataset.topic] ?? 0, budget - given);
  const row = document.querySelector("[data-dots-left]");
  if (!row) return;
  show(row, given, budget - given, `${given} of ${budget} dots given`);
  document.querySelector("[data-dots-words]").textContent = `${budget - given} of your ${budget} dots left`;
}

function dressTopic(group, mine, left) {
  group.classList.toggle("has-dots", mine > 0);
  const row = group.querySelector("[data-my-dots]");
  if (mine) show(row, mine, 0, `${mine} of your dots`);
  else {
    row.removeAttribute("role");
    row.removeAttribute("aria-label");
    row.replaceChildren(Object.assign(document.createElement("span"), { className: "small muted", textContent: "No dot from you" }));
  }
  for (const button of group.querySelectorAll("[data-step]")) {
    const step = Number(button.dataset.step);
    button.value = String(Math.max(0, mine + step));
    button.disabled = step < 0 ? mine === 0 : left <= 0;
  }
}

document.addEventListener("room:dress", dress);

dress();
