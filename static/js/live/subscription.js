// One listener of one topic: applies changes in order, fetches the state anew when something is missing.
import { Order } from "./order.js";

const GRACE = 250; // ms in which a frame that overtook another may be caught up with
const POLL = 5_000; // ms between two looks while the socket is away
const LONGEST = 60_000; // ms between two looks while even those fail

export class Subscription {
  #order;
  #timer;
  #polling = false;
  #failures = 0;
  #fetching = false;
  #stale = false;

  constructor(topic, { version = 0, onFrame, refetch }) {
    this.topic = topic;
    this.onFrame = onFrame;
    this.refetch = refetch;
    this.#order = new Order(Number(version));
  }

  /** The version that the page shows. */
  get version() {
    return this.#order.known;
  }

  hear(frame) {
    this.#apply(this.#order.take(frame));
    this.#plan();
  }

  /** Fetch now: the page knows that it is not up to date. */
  refresh() {
    this.#stale = true;
    this.#plan(0);
  }

  /** Look by fetching while the socket is away, or stop it because the socket tells us again. */
  poll(on) {
    this.#polling = on;
    this.#plan();
  }

  stop() {
    this.#polling = false;
    clearTimeout(this.#timer);
    this.onFrame = this.refetch = () => {};
  }

  #apply(frames) {
    for (const frame of frames) {
      try {
        this.onFrame(frame);
      } catch (error) {
        console.error(error);
        this.#stale = true;
      }
    }
  }

  get #missing() {
    return this.#stale || this.#order.behind;
  }

  #plan(grace = GRACE) {
    clearTimeout(this.#timer);
    if (this.#fetching || !(this.#missing || this.#polling)) return;
    const rest = this.#missing ? grace : POLL * (0.75 + Math.random() / 2);
    const pause = this.#failures ? Math.min(LONGEST, POLL * 2 ** (this.#failures - 1)) : rest;
    this.#timer = setTimeout(() => this.#fetch(), pause);
  }

  async #fetch() {
    const newest = this.#order.newest;
    let version = null;
    this.#fetching = true;
    this.#stale = false;
    this.#order.hold();
    try {
      const shown = Number((await this.refetch()) ?? NaN);
      version = Number.isNaN(shown) ? newest : shown;
      this.#failures = version < newest ? this.#failures + 1 : 0;
    } catch {
      this.#failures += 1;
    }
    this.#fetching = false;
    this.#apply(this.#order.release(version));
    this.#plan();
  }
}
