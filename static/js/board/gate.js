// Done was refused: what is open, the way there, and for those who may, to pass all the same with a reason.
const dialog = document.getElementById("gate-dialog");
let pass;

const part = (name) => dialog.querySelector(`[data-gate-${name}]`);

/** Opens the dialog; `override(reason)` sends the move again. */
export function openGate({ story, address, problem, override }) {
  pass = override;
  part("words").textContent = `${problem.detail} ${problem.open_items.length === 1 ? "This is open:" : "These are open:"}`;
  part("items").replaceChildren(...problem.open_items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  part("link").href = address;
  part("link").lastChild.textContent = `Open ${story}`;
  part("form").reset();
  dialog.showModal();
}

function wrong(field, on) {
  field.toggleAttribute("aria-invalid", on);
  if (on) field.setAttribute("aria-invalid", "true");
  part("error").hidden = !on;
  if (on) field.focus();
}

dialog?.addEventListener("submit", (event) => {
  const field = dialog.querySelector("[name=override_reason]");
  if (event.target.method === "dialog" || !field) return;
  event.preventDefault();
  const reason = field.value.trim();
  wrong(field, !reason);
  if (!reason) return;
  dialog.close();
  pass(reason);
});
