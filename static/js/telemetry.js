// The figures of a team's streams: whispered once a second, written where they stand so that nothing moves.
import { subscribe } from "./live.js";

const QUIET = 5_000; // ms after which the figures are said to be old

/** As the template's filter `figure`: three digits say enough. */
export function figure(value) {
  if (value === null || value === undefined) return "–";
  const digits = value < 10 ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

/** Writes the figures of a frame into every place that names them. */
export function tell(place, figures) {
  for (const one of place.querySelectorAll("[data-reading]")) {
    const text = figure(figures[one.dataset.reading]);
    if (one.textContent !== text) one.textContent = text;
  }
  for (const path of place.querySelectorAll("[data-reading-path]")) path.setAttribute("d", figures[path.dataset.readingPath] ?? "");
}

function follow(place) {
  place.dataset.followed = "";
  const dot = place.querySelector(".live-dot");
  const told = place.querySelector("[data-told]");
  let timer;
  const grow = () => {
    clearTimeout(timer);
    dot?.classList.remove("is-off");
    if (told) told.hidden = true;
    timer = setTimeout(() => {
      dot?.classList.add("is-off");
      if (told) Object.assign(told, { hidden: false, textContent: "No news for some seconds" });
    }, QUIET);
  };
  const listener = subscribe(place.dataset.figures, {
    version: place.dataset.version,
    onFrame: ({ kind, payload }) => {
      if (!place.isConnected) return listener.stop();
      if (kind !== "figures") return undefined;
      grow();
      return tell(place, payload);
    },
    refetch: async () => {
      if (!place.isConnected) return listener.stop();
      const answer = await fetch(place.dataset.address);
      if (!answer.ok || answer.redirected) throw new Error(`The figures answered ${answer.status}.`);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-figures]");
      for (const one of place.querySelectorAll("[data-reading]")) {
        const same = fresh?.querySelector(`[data-reading="${one.dataset.reading}"]`);
        if (same) one.textContent = same.textContent;
      }
      return fresh?.dataset.version ?? place.dataset.version;
    },
  });
  grow();
}

function look() {
  for (const place of document.querySelectorAll("[data-figures]:not([data-followed])")) follow(place);
}

document.addEventListener("htmx:load", look);
look();
