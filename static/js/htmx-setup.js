// What htmx leaves to the page: failures in words, lost sessions, waiting, focus. Typed text is never touched.
import { errorRegion, sessionEnded, signalProblem } from "./problems.js";

const SLOW = 300;
const waiting = new WeakMap();

document.addEventListener("htmx:beforeRequest", ({ detail: { elt, target, xhr } }) => {
  errorRegion(elt)?.replaceChildren();
  const parts = [elt, target];
  const timer = setTimeout(() => parts.forEach((part) => part?.setAttribute("aria-busy", "true")), SLOW);
  waiting.set(xhr, { parts, timer });
});
document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
  const { parts = [], timer } = waiting.get(xhr) ?? {};
  clearTimeout(timer);
  for (const part of parts) part?.removeAttribute("aria-busy");
});

// A session that ended answers with the sign-in page: say so instead of swapping it in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail;
  if (!sessionEnded(xhr)) return;
  event.detail.shouldSwap = false;
  const back = encodeURIComponent(location.pathname + location.search);
  signalProblem(elt, {
    message: "You are signed out. What you typed stays here.",
    link: { href: `${document.body.dataset.signIn}?next=${back}`, text: "Sign in again" },
  });
});

document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  const said = xhr.getResponseHeader("Content-Type")?.includes("json") ? JSON.parse(xhr.response) : {};
  signalProblem(elt, {
    message: said.detail ?? "That did not work, and nothing was changed.",
    fix: said.detail ? said.fix : "Try again; if it stays like this, reload the page.",
    field: said.field,
    items: said.open_items,
  });
});
for (const lost of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(lost, ({ detail: { elt } }) =>
    signalProblem(elt, { message: "No connection. Nothing was changed.", fix: "Try again in a moment." }),
  );

// When the focused element is swapped away, the focus goes to the heading of what replaced it.
let held = null;
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  held = target.contains(document.activeElement) ? document.activeElement : null;
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!held || document.activeElement !== document.body) return;
  held = null;
  const next = target.querySelector?.("[data-focus], h1, h2, h3");
  if (!next) return;
  if (!next.matches("a, button, input, select, textarea")) next.tabIndex = -1;
  next.focus();
});
