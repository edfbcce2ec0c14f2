// What this page asks to be done over its socket: each is answered, or its asker hears that it was not.
const PATIENCE = 2_500; // ms after which whoever asked does it by an ordinary request

const asked = new Map(); // id: {resolve, timer}

function settle(id, answer) {
  const one = asked.get(id);
  if (!one) return;
  asked.delete(id);
  clearTimeout(one.timer);
  one.resolve(answer);
}

/** Whether a frame is an answer to something that was asked here; then whoever asked has it. */
export function answered({ kind, payload }) {
  if (kind !== "done" && kind !== "declined") return false;
  settle(payload.id, kind === "done" || payload.problem ? { problem: payload.problem ?? null } : null);
  return true;
}

/** The socket is gone: nothing that was asked is answered any more. */
export function forget() {
  for (const id of [...asked.keys()]) settle(id, null);
}

/** Sends an act by `send`; resolves to {problem}, which is null once it is done, or to null when nobody can say. */
export function ask(send, act) {
  return new Promise((resolve) => {
    asked.set(act.id, { resolve, timer: setTimeout(() => settle(act.id, null), PATIENCE) });
    if (!send({ act })) settle(act.id, null);
  });
}
