// One's seat: taken by opening the room, kept alive while running it, offered when whoever ran it is gone.
import { headers, room, state } from "./state.js";

const TELL = 20_000; // ms; a page out of sight is slowed to once a minute by its browser, which is often enough
const GONE = 90_000; // ms, as the server counts

const post = (address) => fetch(address, { method: "POST", headers: headers() });

/** Takes a seat if the page has none; resolves to whether one was taken. Without scripts the form's button does it. */
export async function sitDown() {
  const form = document.querySelector("[data-join]");
  if (!form) return false;
  try {
    return (await post(form.action)).ok;
  } catch {
    return false; // the button is still there
  }
}

function tell() {
  if (room.hasAttribute("data-host") && state().phase) post(`${state().address}still-here/`).catch(() => {});
}
setInterval(tell, TELL);

let missedSince = 0;

/** `here` has the seats that are connected; after a while without any of the hosts, others may run the room. */
export function watchHosts(here, hosts) {
  const isRun = hosts.some((seat) => here.has(seat));
  missedSince = isRun ? 0 : missedSince || Date.now();
  const offer = document.querySelector("[data-take-over]");
  if (offer) offer.hidden = room.hasAttribute("data-host") || isRun || Date.now() - missedSince < GONE;
}
