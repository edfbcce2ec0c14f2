// The page's one socket: comes back by itself, rests while nobody looks, ends when the server says so.
const SIGNED_OUT = 4401;
const NO_ACCESS = 4403;
const TOO_MANY = 4429;

const FIRST_PAUSE = 500; // ms before the first return, doubled each time, spread by chance
const LONGEST_PAUSE = 30_000;
const BEAT = 25_000; // ms between two pings
const PATIENCE = 5_000; // ms in which an answer must come
const HIDDEN = 60_000; // ms out of sight after which the socket is given up

/** Pause before try number `tries` (from 0), in ms: between a third and all of the doubled first pause. */
export function pauseBefore(tries, chance = Math.random()) {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries) * (1 / 3 + (chance * 2) / 3);
}

export class LiveSocket {
  #socket = null;
  #tries = 0;
  #turnedAway = false;
  #retry;
  #beat;
  #rest;
  state = "resting";

  /** Calls `onOpen()`, `onFrame(frame)` and `onState(state)`: open, lost, resting or ended. */
  constructor(address, { onOpen, onFrame, onState }) {
    Object.assign(this, { address, onOpen, onFrame, onState });
  }

  start() {
    document.addEventListener("visibilitychange", () => this.#look());
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.#drop());
    addEventListener("pagehide", () => this.#pause());
    addEventListener("pageshow", () => this.wake());
    this.wake();
  }

  /** Whether it could be sent; it may be lost all the same. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Connect now, unless connected, ended or out of sight. */
  wake() {
    if (this.#socket || this.state === "ended" || document.hidden) return;
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.address);
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => this.#closed(code);
  }

  #opened() {
    this.#beatLater();
    this.onOpen();
  }

  #heard(data) {
    const frame = JSON.parse(data);
    this.#tries = 0;
    this.#turnedAway = false;
    this.#say("open");
    this.#beatLater();
    if (frame.kind !== "pong") this.onFrame(frame);
  }

  #beatLater() {
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => {
      this.send({ ping: 1 });
      this.#beat = setTimeout(() => this.#drop(), PATIENCE);
    }, BEAT);
  }

  #closed(code) {
    this.#forget();
    if (code === SIGNED_OUT && this.#turnedAway) return this.#say("ended");
    this.#turnedAway = code === SIGNED_OUT; // once more: another tab may have signed in anew
    if (code === NO_ACCESS) return location.reload();
    this.#say("lost");
    if (code === TOO_MANY) this.#tries = Math.max(this.#tries, 6);
    this.#retry = setTimeout(() => this.wake(), pauseBefore(this.#tries++));
  }

  /** Do not wait for a closing handshake that may never come. */
  #drop() {
    if (!this.#socket) return;
    this.#socket.close();
    this.#closed(0);
  }

  #pause() {
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#forget();
    if (this.state !== "ended") this.#say("resting");
  }

  #forget() {
    clearTimeout(this.#beat);
    if (this.#socket) this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket = null;
  }

  #look() {
    clearTimeout(this.#rest);
    if (document.hidden) this.#rest = setTimeout(() => this.#pause(), HIDDEN);
    else this.wake();
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}
