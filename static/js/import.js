// The page of a running import: each piece of news has it fetched anew. When the work is through, the answer leads on.
import { subscribe } from "./live.js";

const here = () => document.querySelector("[data-import]");

async function refetch() {
  const { page } = here().dataset;
  await window.htmx.ajax("GET", page, { source: here(), target: here(), swap: "outerHTML" });
  return here().dataset.version;
}

const { topic, version } = here().dataset;
subscribe(topic, { version, onFrame: refetch, refetch });
