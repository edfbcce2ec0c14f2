// The countdown by the server's clock: the browser's own may be wrong, so only the difference counts.
const ROUND = 81.7; // length of the ring
const LAST_FIFTH = 0.2;
let timer = { ends: null };
let ahead = 0; // ms by which this browser's clock is ahead of the server's

/** The server's time in ms since 1970. */
export const serverNow = () => Date.now() - ahead;

/** `now` and `ends` are ms since 1970 by the server; without `ends` there is no countdown. */
export function setClock({ now, ends, seconds }) {
  if (now) ahead = Date.now() - now;
  timer = { ends, seconds };
  show();
}

/** Beyond the planned time the bar says by how much, and no more than that. */
function showBox() {
  const box = document.querySelector("[data-box-ends]");
  if (!box) return;
  const over = Math.floor((Date.now() - ahead - Number(box.dataset.boxEnds)) / 60_000);
  box.hidden = over < 1;
  if (over >= 1) box.textContent = `${over} min over the ${box.dataset.boxMinutes} planned`;
}

function show() {
  showBox();
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  clock.hidden = !timer.ends;
  if (!timer.ends) return;
  const left = Math.max(0, Math.round((timer.ends - (Date.now() - ahead)) / 1000));
  const share = timer.seconds ? left / timer.seconds : 0;
  clock.querySelector("[data-clock-text]").textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "Time is up";
  const ring = clock.querySelector(".clock-ring");
  ring.classList.toggle("low", share <= LAST_FIFTH);
  ring.querySelector(".left").setAttribute("stroke-dashoffset", String(ROUND * (1 - share)));
}
setInterval(show, 1000);
