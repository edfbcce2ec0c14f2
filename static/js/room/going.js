// A step goes over the room's socket, and by its form where the socket cannot say: seen from one step, two are one.
import { act } from "../live.js";

const page = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let steps = 0;

document.addEventListener("htmx:confirm", async (event) => {
  const { elt, triggeringEvent, issueRequest } = event.detail;
  const { topic, way } = elt.dataset ?? {};
  if (!way) return;
  event.preventDefault();
  const seen = triggeringEvent?.submitter?.value ?? elt.elements.seen.value;
  const answer = await act(topic, "step", `${page}.${++steps}`, { way, seen });
  if (answer?.problem !== null) issueRequest(true); // its answer says in words what is left to do
});
