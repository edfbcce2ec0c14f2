// One's own part that an answer brings along, as HX-Trigger {"mine": {…}}.

export function onMine(take) {
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const text = detail.xhr?.getResponseHeader("HX-Trigger");
    if (!detail.successful || !text?.startsWith("{")) return;
    const { mine } = JSON.parse(text);
    if (mine) take(mine);
  });
}
