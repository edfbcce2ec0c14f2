// Marks what I have chosen, on polls of a room and on those of the team.

/** Tells `take` what I choose as I choose it: a frame may replace the form before its answer is there. */
export function onChoice(take) {
  const choose = ({ target, submitter }) => {
    const poll = target.closest?.("[data-poll]");
    if (!poll || !target.action.endsWith("/answer/")) return;
    const chosen = new FormData(target, submitter).getAll("option").filter(Boolean);
    take({ polls: { [poll.dataset.poll]: chosen } });
  };
  document.addEventListener("submit", choose, true);
}

/** Whoever asked closes, and whoever runs the room or, outside of rooms, the team's ceremonies. */
function dressCloser(closer) {
  const isMine = closer.dataset.closer === document.body.dataset.person;
  if (isMine) closer.removeAttribute("data-host-only");
  const page = closer.closest("[data-polls]");
  if (page) closer.hidden = !isMine && !page.hasAttribute("data-runs");
}

/** `mine` has the ids of my options by poll. */
export function dressPolls(mine) {
  for (const poll of document.querySelectorAll("[data-poll]")) {
    const chosen = new Set((mine[poll.dataset.poll] ?? []).map(String));
    for (const option of poll.querySelectorAll("[data-option]")) {
      const isMine = chosen.has(option.dataset.option);
      if (option.type === "checkbox") option.checked = isMine;
      else option.setAttribute("aria-pressed", String(isMine));
    }
    const back = poll.querySelector("[data-mine-only]");
    if (back) back.hidden = chosen.size === 0;
    const closer = poll.querySelector("[data-closer]");
    if (closer) dressCloser(closer);
  }
}
