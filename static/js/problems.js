// A failure in words, where it happened.

/** The region for failures of what `element` asked: the nearest around it, else the page's. */
export function errorRegion(element) {
  for (let part = element; part && part !== document.body; part = part.parentElement) {
    const region = part.matches?.("[data-errors]") ? part : part.querySelector?.(":scope > [data-errors]");
    if (region) return region;
  }
  return document.querySelector("dialog:modal [data-errors]") ?? document.getElementById("page-errors");
}

function linkTo({ href, text }) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

function listOf(items) {
  const list = document.createElement("ul");
  for (const item of items) list.append(Object.assign(document.createElement("li"), { textContent: item }));
  return list;
}

function note({ message, fix = "", items = [], link }) {
  const box = document.createElement("div");
  box.className = "note bad";
  const words = document.createElement("div");
  words.append([message, fix].filter(Boolean).join(" "), " ");
  if (link) words.append(linkTo(link));
  if (items.length) words.append(listOf(items));
  box.append(words);
  return box;
}

/** Whether a request was led to the sign-in page. */
export function sessionEnded({ responseURL }) {
  const { signIn } = document.body.dataset;
  return Boolean(signIn && responseURL) && new URL(responseURL).pathname.startsWith(signIn);
}

/** Writes a problem into the region next to `element` and marks the field it names. */
export function signalProblem(element, problem) {
  errorRegion(element)?.replaceChildren(note(problem));
  const field = problem.field && element.closest?.("form")?.elements.namedItem(problem.field);
  if (!field?.focus) return;
  field.setAttribute("aria-invalid", "true");
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
  field.focus();
}
