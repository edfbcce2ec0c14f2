// The board on a screen that nobody touches: it stays lit, and starts anew by itself when a day or a sprint has passed.
const HOUR = 3_600_000; // ms between two fresh starts, for what no change announces: days left, ages
const SOON = 5_000; // ms until a board that is over looks for the next one

async function startAnew() {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.ok && !answer.redirected) location.reload(); // away or signed out: what is shown stays
}

async function stayLit() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {}); // a battery that runs low may refuse
}

setInterval(startAnew, HOUR);
document.addEventListener("board:over", () => setInterval(startAnew, SOON));
document.addEventListener("visibilitychange", stayLit);
stayLit();
