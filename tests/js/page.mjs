// A page without a browser: just enough of document and WebSocket for the wire's modules.
export class FakeSocket {
  static OPEN = 1;
  static all = [];
  static get last() {
    return FakeSocket.all.at(-1);
  }

  constructor(address) {
    Object.assign(this, { address, readyState: 0, sent: [] });
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  accept() {
    this.readyState = 1;
    this.onopen?.();
  }

  tell(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

export const page = {};

/** Puts fresh globals in place. */
export function openPage() {
  Object.assign(page, { events: [], reloads: 0, window: new EventTarget() });
  FakeSocket.all = [];
  const document = new EventTarget();
  Object.assign(document, { hidden: false, querySelector: () => null, body: { dataset: {} } });
  for (const name of ["frame", "refused", "state"]) {
    document.addEventListener(`live:${name}`, ({ detail }) => page.events.push([name, detail]));
  }
  const location = { href: "https://pace.test/t/a/b/board", pathname: "/t/a/b/board", search: "" };
  location.reload = () => (page.reloads += 1);
  Object.assign(globalThis, { document, location, WebSocket: FakeSocket });
  globalThis.addEventListener = page.window.addEventListener.bind(page.window);
}

/** Lets promises settle. */
export async function settle() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
