// The bar that says that the connection is away; a short absence is nobody's business.
const GRACE = 3_000;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
let timer;
let since;

function show(bar, words, action) {
  bar.querySelector("span").textContent = words;
  const button = bar.querySelector("button");
  button.textContent = action.text;
  button.onclick = action.do;
  bar.hidden = false;
}

function signInAgain() {
  const back = encodeURIComponent(location.pathname + location.search);
  location.assign(`${document.body.dataset.signIn}?next=${back}`);
}

/** Shows or hides the page's `[data-connection]` element; `again()` is what its button does. */
export function showState(state, again) {
  const bar = document.querySelector("[data-connection]");
  clearTimeout(timer);
  if (!bar) return;
  if (state === "open" || state === "resting") {
    bar.hidden = true;
    since = null;
  } else if (state === "ended") {
    show(bar, "You are signed out. What you typed stays here.", { text: "Sign in again", do: signInAgain });
  } else {
    since ??= clock.format(new Date());
    const words = `No connection since ${since}. It comes back by itself.`;
    timer = setTimeout(() => show(bar, words, { text: "Try now", do: again }), GRACE);
  }
}
