// One's own part that an answer brings along, as HX-Trigger {"mine": {…}}.
// Read from the answer itself: by then a frame may have replaced the form, and its events reach nobody.

export function onMine(take) {
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const text = detail.xhr?.getResponseHeader("HX-Trigger");
    if (!detail.successful || !text?.startsWith("{")) return;
    const { mine } = JSON.parse(text);
    if (mine) take(mine);
  });
}
