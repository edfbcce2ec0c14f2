// The wire's browser end. A page says which topics it shows, at which version; the rest happens here.
import { answered, ask, forget } from "./live/acts.js";
import { showState } from "./live/bar.js";
import { LiveSocket } from "./live/socket.js";
import { Subscription } from "./live/subscription.js";

const subscriptions = new Set();
let socket;

function announce(name, detail) {
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
}

function onState(state) {
  if (state !== "open") forget();
  for (const subscription of subscriptions) subscription.poll(state === "lost");
  showState(state, () => socket.wake());
  announce("state", { state });
}

function onFrame(frame) {
  if (frame.kind === "refused") return announce("refused", frame);
  if (answered(frame)) return;
  announce("frame", frame);
  for (const subscription of subscriptions) if (subscription.topic === frame.topic) subscription.hear(frame);
}

function onOpen() {
  for (const topic of new Set([...subscriptions].map(({ topic }) => topic))) socket.send({ subscribe: topic });
}

function openSocket() {
  const address = new URL("/ws/", location.href).href.replace(/^http/, "ws");
  socket = new LiveSocket(address, { onOpen, onFrame, onState });
  socket.start();
}

/**
 * Listen to a topic.
 *
 * `version` is what the page shows (its data-version), `onFrame(frame)` applies one change {topic, version, kind,
 * payload}, `refetch()` brings the page up to date and resolves to the version that it then shows. Returns an object
 * with `version`, `refresh()` and `stop()`. On `document`: live:frame, live:refused, live:state (open, lost, resting, ended).
 */
export function subscribe(topic, { version, onFrame, refetch }) {
  const subscription = new Subscription(topic, { version, onFrame, refetch });
  subscriptions.add(subscription);
  if (socket) socket.send({ subscribe: topic });
  else openSocket();
  return {
    get version() {
      return subscription.version;
    },
    refresh: () => subscription.refresh(),
    stop() {
      subscription.stop();
      subscriptions.delete(subscription);
      if (![...subscriptions].some((other) => other.topic === topic)) socket.send({ unsubscribe: topic });
    },
  };
}

/**
 * Have something done in a topic that the page listens to.
 *
 * `id` names it for good: the same one again is the same act. Resolves to {problem: null} after the commit, to {problem}
 * when it was refused, and to null when the socket cannot say: then an ordinary request has to do it.
 */
export async function act(topic, kind, id, body) {
  if (socket?.state !== "open") return null;
  return ask((message) => socket.send(message), { topic, kind, id, body });
}
