// Dialogs are <dialog>: the browser keeps the focus inside and gives it back.
const open = (dialog) => dialog && !dialog.open && dialog.showModal();

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-dialog]");
  if (opener) open(document.getElementById(opener.dataset.dialog));
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
});

// A dialog that htmx fetched opens by itself and leaves when it is closed.
document.addEventListener("htmx:afterSwap", () => {
  const fetched = document.querySelector("#dialog-slot > dialog:not([open])");
  fetched?.addEventListener("close", () => fetched.remove());
  open(fetched);
});
document.addEventListener("closeDialog", () => document.querySelector("#dialog-slot > dialog")?.close());
