// A step is shown as soon as it is heard of; the room itself follows.
const LATE = 3_000; // ms after which a room that has not followed is fetched
let late = 0;

function markSteps(phase) {
  const steps = [...document.querySelectorAll("[data-step]")];
  const place = steps.findIndex((step) => step.dataset.step === phase);
  steps.forEach((step, number) => {
    step.classList.toggle("past", number < place);
    if (number === place) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
  centreStep();
}

/** On a narrow screen the steps scroll sideways: the one that is now is in sight. */
export function centreStep() {
  const now = document.querySelector("[data-step][aria-current]");
  const all = now?.parentElement;
  if (all) all.scrollLeft = now.offsetLeft - all.offsetLeft - (all.clientWidth - now.offsetWidth) / 2;
}

/** Shows where the room is now; `fetch` is called if the room does not follow soon. */
export function showStep(phase, fetch) {
  markSteps(phase);
  document.getElementById("room-main")?.setAttribute("aria-busy", "true");
  clearTimeout(late);
  late = setTimeout(fetch, LATE);
}

/** The room has followed. */
export const stepIsShown = () => clearTimeout(late);
