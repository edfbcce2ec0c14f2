// What a form does once htmx has saved it: data-clear-after empties it, data-close-after closes its dialog.
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful } }) => {
  const { elt } = requestConfig; // what asked, even if the answer has replaced it
  if (!successful || !elt.matches?.("form")) return;
  if ("clearAfter" in elt.dataset) (elt.isConnected ? elt : document.getElementById(elt.id))?.reset();
  if ("closeAfter" in elt.dataset) elt.closest("dialog")?.close();
});
