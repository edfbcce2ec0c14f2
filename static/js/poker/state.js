// What this page knows about itself: which room, which seat, which card is mine.
const element = () => document.getElementById("poker-state");

export const room = document.getElementById("poker-room");

/** The page's own data; replaced whenever the page fetches itself. */
export const state = () => element().dataset;

/** Only the owner's page has it: the card that is mine in a round. */
export function myCard(round) {
  const { mine, mineRound } = state();
  return mineRound === String(round) ? mine : "";
}

export function keepMyCard(round, value) {
  Object.assign(element().dataset, { mineRound: String(round), mine: value });
}

/** Buttons of the host, and the deck of those who vote, are shown by these marks. */
export function mark({ host, voter }) {
  room.toggleAttribute("data-host", room.hasAttribute("data-runs") || host);
  room.toggleAttribute("data-voter", voter);
}

export const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
