// The meeting round a plan: its bar is fetched again whenever something in it has changed.
import { subscribe } from "./live.js";
import "./room/going.js";
import { setClock } from "./room/clock.js";
import { showStep, stepIsShown } from "./room/steps.js";

const TELL = 20_000; // ms between two signs of life of whoever runs the meeting
const SLOT = "#panel-ceremonies-plan-room";
const bar = () => document.querySelector("[data-plan-room]");
const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });
let heard = "";

async function refetch() {
  const slot = document.querySelector(SLOT);
  await window.htmx.ajax("GET", slot.getAttribute("hx-get"), { source: slot, target: slot, swap: "innerHTML" });
  return bar()?.dataset.version ?? 0;
}

function onFrame({ kind, payload }) {
  if (kind === "step") showStep(payload.phase, refetch);
  if (payload.timer || kind === "timer") setClock(payload.timer ?? payload);
  if (["step", "timer", "here"].includes(kind)) return;
  stepIsShown();
  refetch();
}

function follow() {
  const room = bar();
  if (!room) return;
  const { now, ends, seconds, topic, version } = room.dataset;
  setClock({ now: Number(now), ends: Number(ends) || null, seconds: Number(seconds) });
  if (heard === topic) return;
  heard = topic;
  subscribe(topic, { version, onFrame, refetch });
}

setInterval(() => {
  if (bar()?.hasAttribute("data-host")) fetch(`${bar().dataset.address}still-here/`, { method: "POST", headers: headers() }).catch(() => {});
}, TELL);
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.matches?.(SLOT) && follow());
