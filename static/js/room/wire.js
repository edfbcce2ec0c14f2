// What others do arrives as frames that are the same for everybody.
import { subscribe } from "../live.js";
import { setClock } from "./clock.js";
import { onMine } from "./mine.js";
import { showPresence } from "./presence.js";
import { parsed } from "./parsed.js";
import { dressPolls, onChoice } from "./polls.js";
import { fetchPersonal, mark, mergePersonal, personal, setPersonal, state } from "./state.js";
import { centreStep, showStep, stepIsShown } from "./steps.js";
import { swapAll } from "./swap.js";

const IDS = ["room-hosting", "room-bar", "room-steps", "room-main", "room-foot"];
let subscription;
let connection = "resting";

function showRoom({ phase, parts, timer }) {
  stepIsShown();
  const isElsewhere = phase !== state().phase;
  state().phase = phase;
  swapAll(parts);
  centreStep();
  setClock(timer);
  if (isElsewhere) fetchPersonal();
}

function onPeople({ parts, hosts, voters }) {
  swapAll(parts);
  const { seat } = state();
  mark({ host: hosts.includes(seat), voter: voters.includes(seat) });
  showPresence();
}

function onStep({ phase, timer }) {
  showStep(phase, () => subscription.refresh());
  setClock(timer);
}

function onFrame({ kind, payload }) {
  if (kind === "room") showRoom(payload);
  else if (kind === "step") onStep(payload);
  else if (kind === "parts") swapAll(payload.parts);
  else if (kind === "people") onPeople(payload);
  else if (kind === "timer") setClock(payload);
  else if (kind === "here") showPresence(payload);
  else subscription.refresh();
}

const clockOf = ({ now, ends, seconds }) => ({ now: Number(now), ends: Number(ends) || null, seconds: Number(seconds) });

/** Fetches the room as it is for me now; resolves to its version. */
async function refetch() {
  const answer = await fetch(location.pathname + location.search, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(`The room answered ${answer.status}.`);
  const content = parsed(await answer.text());
  const fresh = content.getElementById("room-state");
  document.getElementById("room-state").replaceWith(fresh);
  window.htmx.process(fresh);
  swapAll(Object.fromEntries(IDS.map((id) => [id, content.getElementById(id)?.outerHTML ?? ""])));
  setPersonal(JSON.parse(document.getElementById("room-personal").textContent));
  mark({ host: "host" in state(), voter: "voter" in state() });
  setClock(clockOf(state()));
  showPresence();
  return state().version;
}

export function listen(hasSatDown) {
  setClock(clockOf(state()));
  subscription = subscribe(state().topic, { version: state().version, onFrame, refetch });
  if (hasSatDown) subscription.refresh();
  document.addEventListener("live:state", ({ detail }) => (connection = detail.state));
  // Fetch what a button of mine did, where no socket tells it.
  document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && connection !== "open" && subscription.refresh());
  onMine(mergePersonal);
  onChoice(mergePersonal);
  document.addEventListener("room:dress", () => dressPolls(personal().polls ?? {}));
  document.dispatchEvent(new CustomEvent("room:dress"));
}
