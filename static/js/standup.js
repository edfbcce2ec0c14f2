// The ring of whoever speaks: it counts to the end of their fair share and then says by how much they are over.
import "./room/beside.js";
import { serverNow } from "./room/clock.js";

const ROUND = 345.6; // length of the ring
const LAST_FIFTH = 0.2;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function show() {
  const box = document.querySelector("[data-turn-ends]");
  if (!box) return;
  const left = Math.round((Number(box.dataset.turnEnds) - serverNow()) / 1000);
  const share = Math.min(1, Math.max(0, left) / Number(box.dataset.turnSeconds));
  box.querySelector("b").textContent = clock(Math.abs(left));
  box.querySelector("[data-turn-words]").textContent = left >= 0 ? `left for ${box.dataset.turnOf}` : "over the fair share";
  const ring = box.querySelector(".clock-ring");
  ring.classList.toggle("low", share <= LAST_FIFTH);
  ring.querySelector(".left").setAttribute("stroke-dashoffset", String(ROUND * (1 - share)));
}
setInterval(show, 1000);
document.addEventListener("room:dress", show);
show();
