// Text typed into a form with data-draft survives a reload, an ended session and a failed post, in this browser only.
import { sessionEnded } from "./problems.js";

import { growTo } from "./rows.js";

const person = document.body.dataset.person;
const PREFIX = `draft:${person}:`;
const SENT = "draft-sent";

const store = {
  get: (key) => attempt(() => JSON.parse(localStorage.getItem(PREFIX + key))),
  set: (key, values) => attempt(() => localStorage.setItem(PREFIX + key, JSON.stringify(values))),
  drop: (key) => attempt(() => localStorage.removeItem(PREFIX + key)),
  dropAll: () =>
    attempt(() =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .forEach((key) => localStorage.removeItem(key)),
    ),
};

function attempt(act) {
  try {
    return act();
  } catch {
    return null; // storage blocked or full: drafts are a help, not a promise
  }
}

const fieldsOf = (form) =>
  [...form.elements].filter(
    ({ name, type, dataset }) =>
      name &&
      !("noDraft" in dataset) &&
      name !== "csrfmiddlewaretoken" &&
      !["hidden", "password", "file", "submit", "button", "fieldset"].includes(type),
  );
const isChoice = ({ type }) => type === "checkbox" || type === "radio";
const slotOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => (isChoice(field) ? field.checked : field.value);
const read = (form) => Object.fromEntries(fieldsOf(form).map((field) => [slotOf(field), valueOf(field)]));

function write(form, values) {
  for (const field of fieldsOf(form)) {
    const value = values[slotOf(field)];
    if (value === undefined) continue;
    if (isChoice(field)) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function tell(form, server) {
  const note = document.createElement("p");
  note.className = "note info";
  note.dataset.draftNote = "";
  note.setAttribute("role", "status");
  const words = Object.assign(document.createElement("span"), {
    textContent: "This is what you typed here earlier and did not save.",
  });
  const back = Object.assign(document.createElement("button"), {
    type: "button",
    className: "link-button push",
    textContent: "Throw it away",
  });
  back.addEventListener("click", () => (write(form, server), store.drop(form.dataset.draft), note.remove()));
  note.append(words, back);
  form.prepend(note);
}

function restore(form) {
  const kept = store.get(form.dataset.draft);
  if (kept) growTo(form, Object.keys(kept));
  const server = read(form);
  const differs = kept && Object.keys(server).some((name) => name in kept && kept[name] !== server[name]);
  if (!differs || form.querySelector("[data-draft-note]")) return;
  write(form, kept);
  tell(form, server);
}

function forget(form) {
  store.drop(form.dataset.draft);
  form.querySelector("[data-draft-note]")?.remove();
}

// Fields that ask the server while someone types are no save.
function isSave(element) {
  return element.matches("form, [type=submit]");
}

const failed = (form) => form?.querySelector('[aria-invalid="true"], .error, .note.bad');
const formsIn = (root) => [...(root.querySelectorAll?.("form[data-draft]") ?? [])];

// A plain post that led to another page, or to this one with a toast, was saved.
function settleSent() {
  const key = attempt(() => sessionStorage.getItem(SENT));
  if (!key) return;
  attempt(() => sessionStorage.removeItem(SENT));
  const again = formsIn(document).find((form) => form.dataset.draft === key);
  if (!again || (!failed(again) && document.querySelector("#toasts .toast"))) store.drop(key);
}

if (person) {
  settleSent();
  formsIn(document).forEach(restore);
  document.addEventListener("htmx:load", ({ target }) => formsIn(target).forEach(restore));
  document.addEventListener("input", ({ target, isTrusted }) => {
    const form = target.form?.closest("form[data-draft]");
    if (form && isTrusted) store.set(form.dataset.draft, read(form));
  });
  document.addEventListener("submit", ({ target }) => {
    if ("forgetDrafts" in target.dataset) store.dropAll();
    if (target.dataset.draft) attempt(() => sessionStorage.setItem(SENT, target.dataset.draft));
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful, xhr } }) => {
    const { elt } = requestConfig; // what asked, even if the answer has replaced it
    const form = elt.closest?.("form[data-draft]");
    if (form && successful && isSave(elt) && !sessionEnded(xhr)) forget(form);
  });
}
