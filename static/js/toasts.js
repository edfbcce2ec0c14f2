// Short notes of what happened, with at most one way back. Shown for 6 s, longer while read or focused.
const LASTS = 6000;
const MOST = 3;
const region = document.getElementById("toasts");

function fade(toast) {
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), LASTS));
  const pause = () => clearTimeout(timer);
  for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, pause);
  for (const event of ["pointerleave", "focusout"]) toast.addEventListener(event, () => (pause(), start()));
  toast.addEventListener("htmx:afterRequest", () => toast.remove());
  start();
}

function undoForm(address, label) {
  const form = document.createElement("form");
  form.setAttribute("hx-post", address);
  form.setAttribute("hx-swap", "none");
  const button = document.createElement("button");
  button.textContent = label;
  form.append(button);
  return form;
}

function undoButton(undo, label, note) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.addEventListener("click", () => (note.remove(), undo()));
  return button;
}

/** Shows a toast; when its button is pressed, `undo_url` gets a POST or `undo()` is called. */
export function toast({ text, undo_url: address = "", undo, undo_label: label = "Undo" }) {
  const note = document.createElement("div");
  note.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  note.append(words);
  if (undo) note.append(undoButton(undo, label, note));
  else if (address) note.append(undoForm(address, label));
  region.append(note);
  window.htmx?.process(note);
}

if (region) {
  region.querySelectorAll(".toast").forEach(fade);
  new MutationObserver((changes) => {
    changes
      .flatMap(({ addedNodes }) => [...addedNodes])
      .filter((node) => node.matches?.(".toast"))
      .forEach(fade);
    while (region.querySelectorAll(".toast").length > MOST) region.querySelector(".toast").remove();
  }).observe(region, { childList: true });
  document.addEventListener("toast", ({ detail }) => toast(detail));
}
