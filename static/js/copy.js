// `data-copy="id"` on a button copies what the field with that id holds.
import { toast } from "./toasts.js";

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast({ text: "Copied." });
  } catch {
    field.focus();
    toast({ text: "Your browser does not let pages copy. The text is selected: press Ctrl or ⌘ with C." });
  }
});
