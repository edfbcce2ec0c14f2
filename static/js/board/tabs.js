// On a phone the columns lie side by side; the tabs lead to them and say which one is in view.
import { board, columns, live } from "./cards.js";

const tabFor = (head) => live().querySelector(`.column-tabs [href="#${head.id}"]`);

function mark() {
  const scroller = live().querySelector(".board");
  const edge = scroller.getBoundingClientRect().left;
  const inView = columns().find((head) => head.getBoundingClientRect().right > edge + head.offsetWidth / 2);
  for (const head of columns()) {
    const tab = tabFor(head);
    if (head === inView) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function show(head, behavior) {
  const scroller = live().querySelector(".board");
  const left = head.getBoundingClientRect().left - scroller.getBoundingClientRect().left + scroller.scrollLeft;
  scroller.scrollTo({ left: left - parseFloat(getComputedStyle(scroller).scrollPaddingLeft || 0), behavior });
}

/** Begins where work is going on, as far as columns do not all fit. */
export function showWork() {
  const scroller = live().querySelector(".board");
  if (scroller.scrollWidth <= scroller.clientWidth) return;
  const head = columns().find(({ dataset }) => dataset.category === "doing");
  if (head) show(head, "instant");
}

board.addEventListener("click", (event) => {
  const tab = event.target.closest(".column-tabs a");
  if (!tab) return;
  event.preventDefault();
  show(document.getElementById(tab.hash.slice(1)), "smooth");
});
board.addEventListener("scroll", mark, { capture: true, passive: true });
