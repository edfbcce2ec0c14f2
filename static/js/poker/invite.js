// Copies the address that lets others in.
import { toast } from "../toasts.js";
import { state } from "./state.js";

document.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-copy-invite]")) return;
  const address = new URL(state().invite, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    toast({ text: "The invite is copied." });
  } catch {
    toast({ text: `Send this address: ${address}` });
  }
});
