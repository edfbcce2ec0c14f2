// Replaces elements by their ids. What somebody has typed, chosen or focused in them stays theirs.
import { parsed } from "./parsed.js";

const FIELDS = "textarea, select, input:not([type=hidden])";
const nameOf = (field) => `${field.closest("form")?.getAttribute("action") ?? ""} ${field.closest("form")?.elements.seen?.value ?? ""} ${field.name} ${field.type === "radio" || field.type === "checkbox" ? field.value : ""}`;
// A choice is kept while something is typed beside it: what it is about must not change under the words.
const isBesideWords = (select) => [...(select.form?.querySelectorAll("textarea") ?? [])].some((field) => field.value !== field.defaultValue);

function isTouched(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.type === "select-one" ? isBesideWords(field) : field.value !== field.defaultValue;
}

function typedIn(part) {
  // A form on its way that clears itself afterwards is not kept: its answer may come after the frame.
  const kept = [...part.querySelectorAll(FIELDS)].filter((field) => !field.closest("form.htmx-request[data-clear-after]"));
  const fields = kept.filter((field) => isTouched(field) || field === document.activeElement);
  return fields.map((field) => {
    const focus = field === document.activeElement;
    return { name: nameOf(field), value: field.value, checked: field.checked, touched: isTouched(field), focus, start: focus && field.selectionStart, end: focus && field.selectionEnd };
  });
}

function putBack(part, fields) {
  const byName = new Map([...part.querySelectorAll(FIELDS)].map((field) => [nameOf(field), field]));
  for (const { name, value, checked, touched, focus, start, end } of fields) {
    const field = byName.get(name);
    if (!field) continue;
    if (touched && (field.type === "radio" || field.type === "checkbox")) field.checked = checked;
    else if (touched) field.value = value;
    if (!focus) continue;
    field.focus({ preventScroll: true });
    if (Number.isInteger(start)) field.setSelectionRange(start, end);
  }
}

function replace(id, fresh) {
  const old = document.getElementById(id);
  if (!old || !fresh) return;
  const fields = typedIn(old);
  const hadFocus = old.contains(document.activeElement);
  const open = [...old.querySelectorAll("details[open][id]")].filter((one) => !one.querySelector("form.htmx-request")).map((one) => one.id);
  old.replaceWith(fresh);
  window.htmx.process(fresh);
  for (const one of open) document.getElementById(one)?.setAttribute("open", "");
  putBack(fresh, fields);
  if (hadFocus && !fresh.contains(document.activeElement)) focusHeading(fresh);
}

function focusHeading(part) {
  const heading = part.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

// What parts become once the act that was sent from them is answered, in the order in which that was heard: an older
// whole must not come after a newer part of it.
const waiting = new Map();

/** An element that is gone hears no answer: neither its words nor its toast would come. */
const mustWait = (old) => old.querySelector(".htmx-request") || [...waiting.keys()].some((id) => document.getElementById(id)?.contains(old));

function replaceLater(id, html) {
  waiting.delete(id);
  waiting.set(id, html);
}

document.addEventListener("htmx:afterRequest", () => {
  if (!waiting.size) return;
  const parts = Object.fromEntries(waiting);
  waiting.clear();
  swapAll(parts);
});

/** `parts` has new HTML by the id of the element that it replaces; ids that the page does not show are passed over. */
export function swapAll(parts) {
  for (const [id, html] of Object.entries(parts)) {
    const old = document.getElementById(id);
    if (old && mustWait(old)) replaceLater(id, html);
    else if (old) replace(id, parsed(html).firstElementChild);
  }
  document.dispatchEvent(new CustomEvent("room:dress"));
}
