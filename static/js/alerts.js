// The list of alerts follows what the rules find: a frame has it fetched again as it is now.
import { subscribe } from "./live.js";

const list = document.getElementById("alerts");

async function refetch() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) throw new Error(`The alerts answered ${answer.status}.`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("alerts");
  const busy = list.contains(document.activeElement) && document.activeElement.matches("button, a");
  if (!busy) list.replaceChildren(...fresh.childNodes); // nobody's focus is taken away; the next frame tries again
  return fresh.dataset.version;
}

const subscription = subscribe(list.dataset.topic, {
  version: list.dataset.version,
  onFrame: () => subscription.refresh(),
  refetch,
});
