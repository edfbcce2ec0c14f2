// What the board has to say: refusals and conflicts with their way out, and news for those who cannot see them.
const SPOKEN_EVERY = 2_000;
const region = document.getElementById("board-problems");
const news = document.getElementById("board-news");
let waiting;

function element(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function button(text, className, act, box) {
  const made = Object.assign(element("button", className, text), { type: "button" });
  made.addEventListener("click", () => (box.remove(), act?.()));
  return made;
}

/** Says something about a card until it is answered; `actions` are [text, what to do] pairs, the first one stands out. */
export function say({ kind = "bad", about = "", title, text = "", actions = [["Understood"]] }) {
  if (about) region.querySelector(`[data-about="${CSS.escape(about)}"]`)?.remove();
  const box = element("div", `note ${kind} conflict`);
  if (about) box.dataset.about = about;
  const words = element("span", "");
  words.append(element("b", "strong", title), ` ${text}`);
  const row = element("span", "row-wrap");
  row.append(...actions.map(([name, act], place) => button(name, place ? "button quiet" : "button", act, box)));
  box.append(words, row);
  region.append(box);
}

/** Forgets what was said about a card. */
export const unsay = (about) => region.querySelector(`[data-about="${CSS.escape(about)}"]`)?.remove();

/** Speaks to screen readers, at most every two seconds; what comes in between gives way to the latest. */
export function speak(words) {
  clearTimeout(waiting);
  const since = Date.now() - Number(news.dataset.at ?? 0);
  waiting = setTimeout(() => {
    news.textContent = words;
    news.dataset.at = Date.now();
  }, Math.max(0, SPOKEN_EVERY - since));
}
