// Who opens the room sits down; without scripts the form's button does the same.
import { headers } from "./state.js";

/** Takes a seat if the page has none; resolves to whether one was taken. */
export async function join() {
  const form = document.querySelector("[data-join]");
  if (!form) return false;
  const button = form.querySelector("button");
  const body = new URLSearchParams([[button.name, button.value]]);
  try {
    const answer = await fetch(form.action, { method: "POST", headers: headers(), body });
    return answer.ok;
  } catch {
    return false; // the button is still there
  }
}
