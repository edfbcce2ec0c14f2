// The sentence editor tells who else has its story open, on its own page and beside the backlog.
import { hereList } from "./here.js";
import { subscribe } from "./live.js";

let listener;
let topic = "";

function listen() {
  const now = document.querySelector("[data-here-topic]")?.dataset.hereTopic ?? "";
  if (now === topic) return;
  listener?.stop();
  topic = now;
  if (!topic) return;
  const tell = hereList();
  const onFrame = ({ kind, payload }) => kind === "here" && tell(payload);
  listener = subscribe(topic, { onFrame, refetch: async () => null }); // nothing here is brought up to date
}

document.addEventListener("htmx:load", listen);
listen();
