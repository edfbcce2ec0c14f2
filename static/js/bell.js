// The bell: how many notifications are unread, on every page, told by the wire.
import { subscribe } from "./live.js";

const bell = document.querySelector("[data-bell]");

function show(unread) {
  bell.querySelector("b")?.remove();
  bell.setAttribute("aria-label", unread ? `Notifications, ${unread} unread` : "Notifications");
  if (!unread) return;
  bell.append(Object.assign(document.createElement("b"), { textContent: unread > 99 ? "99+" : unread, ariaHidden: "true" }));
}

/** Asks for the number; resolves to the version of the topic that it belongs to. */
async function refetch() {
  const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(`The bell answered ${answer.status}.`);
  const { unread, version } = await answer.json();
  show(unread);
  document.dispatchEvent(new CustomEvent("bell:news", { detail: { version } }));
  return version;
}

if (bell) {
  const version = await refetch().catch(() => 0);
  subscribe(`notifications:${document.body.dataset.person}`, { version, onFrame: () => refetch(), refetch });
}
