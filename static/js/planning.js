// A plan that several people make: what others choose appears row by row, without moving what one's hand is on.
import "./number-step.js";
import { subscribe } from "./live.js";

const OWN = 3000; // ms in which news of a row that was pressed here are taken for one's own
const picks = document.getElementById("picks");
const pressed = new Map();

const rowOf = (story) => picks.querySelector(`[data-story="${story}"]`);
const isOwn = (story) => Date.now() - (pressed.get(String(story)) ?? -OWN) < OWN;
const ask = (query, target, swap) => window.htmx.ajax("GET", `${picks.dataset.page}?${query}`, { source: target, target, swap });

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  const row = elt.closest?.("form") && elt.closest("[data-story]");
  if (row) pressed.set(row.dataset.story, Date.now());
});

async function refetch() {
  const search = document.getElementById("pick-search").value;
  await ask(new URLSearchParams({ q: search }), picks, "innerHTML");
  showPlan(); // after the rows, whose version is answered: what it misses is not older
  return picks.firstElementChild.dataset.version;
}

/** Who only reads the plan sees its goal and dates change; whoever writes it keeps what they type. */
function showPlan() {
  window.htmx.trigger(document.body, "planchange");
  const head = document.getElementById("plan-head");
  if (head) window.htmx.ajax("GET", picks.dataset.page, { source: head, target: head, select: "#plan-head", swap: "outerHTML" });
}

/** Everybody goes on where the plan does; whoever commits or cancels is led there by the answer. */
function leave(address) {
  if (!document.querySelector("#dialog-slot .htmx-request")) location.assign(address);
}

function onFrame({ kind, payload }) {
  if (kind === "committed") return leave(picks.dataset.board);
  if (kind === "cancelled") return leave(picks.dataset.plans);
  if (kind === "closed") return refetch();
  if (kind === "plan") return showPlan();
  const row = kind === "story" && !isOwn(payload.story) && rowOf(payload.story);
  return row && ask(`row=${payload.story}`, row, "outerHTML").then(() => window.htmx.trigger(document.body, "planchange"));
}

subscribe(`backlog:${picks.dataset.team}`, { version: picks.firstElementChild.dataset.version, onFrame, refetch });
