// Polls of the team, on their own page and on Today: they follow what others answer.
import { subscribe } from "./live.js";
import { onMine } from "./room/mine.js";
import { dressPolls, onChoice } from "./room/polls.js";
import { swapAll } from "./room/swap.js";

const box = () => document.querySelector("[data-polls]");
let mine = {};
let subscription;

const readMine = () => {
  mine = JSON.parse(box().dataset.mine);
  dressPolls(mine);
};

function onFrame({ kind, payload }) {
  if (kind === "parts") swapAll(payload.parts);
  else subscription.refresh();
  dressPolls(mine);
}

/** Fetches the polls as they are for me now; resolves to their version. */
async function refetch() {
  const panel = box().closest(".panel-slot");
  const answer = await fetch(panel?.getAttribute("hx-get") ?? location.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(`The polls answered ${answer.status}.`);
  const html = await answer.text();
  if (panel) panel.innerHTML = html;
  else swapAll({ "polls-live": html });
  if (panel) window.htmx.process(panel);
  readMine();
  return box().dataset.version;
}

export function listen() {
  if (subscription || !box()) return;
  readMine();
  subscription = subscribe(box().dataset.topic, { version: box().dataset.version, onFrame, refetch });
}

const take = ({ polls }) => {
  mine = { ...mine, ...polls };
  dressPolls(mine);
};
onMine(take);
onChoice(take);
document.addEventListener("htmx:afterSettle", listen); // Today fetches its polls after the page
listen();
