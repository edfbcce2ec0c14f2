// What this page knows about itself: which room, which seat, and what in it is the viewer's own.
const element = () => document.querySelector("[data-state]");

export const room = document.getElementById("room");

/** The page's own data; replaced whenever the page fetches itself. */
export const state = () => element().dataset;

let mine = JSON.parse(document.getElementById("room-personal").textContent);

/** An answer brings some of it along; the rest stays as it is. */
export const mergePersonal = (detail) => setPersonal({ ...mine, ...detail, polls: { ...mine.polls, ...detail.polls } });

/** What the server says to this viewer alone. */
export const personal = () => mine;

export function setPersonal(value) {
  mine = value;
  document.dispatchEvent(new CustomEvent("room:dress"));
}

/** Fetches one's own part again, for one's other devices and after a change that concerns it. */
export async function fetchPersonal() {
  const answer = await fetch(`${state().address}personal/`);
  if (answer.ok && !answer.redirected) setPersonal(await answer.json());
}

/** Buttons of hosts and of those who take part are shown by these marks. */
export function mark({ host, voter }) {
  room.toggleAttribute("data-host", room.hasAttribute("data-runs") || host);
  room.toggleAttribute("data-voter", voter);
}

export const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });
