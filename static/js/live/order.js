// Which frames of one topic may be applied now. A frame is one change: number n fits only on state n - 1.
export class Order {
  #ahead = new Map();
  #held = false;

  /** `version` is what the page shows already. */
  constructor(version) {
    this.known = version;
    this.newest = version;
  }

  get behind() {
    return this.newest > this.known;
  }

  /** Takes a frame in and returns those that are due, oldest first. Frames without a version are always due. */
  take(frame) {
    if (frame.version === null) return [frame];
    this.newest = Math.max(this.newest, frame.version);
    if (frame.kind !== "hello" && frame.kind !== "resync") this.#ahead.set(frame.version, frame);
    return this.#due();
  }

  /** While a refetch is under way frames wait, so that its answer cannot undo them. */
  hold() {
    this.#held = true;
  }

  /** The page now shows `version` (null: the refetch failed); returns the frames that come after it. */
  release(version) {
    this.#held = false;
    if (version !== null) this.known = Math.max(this.known, version);
    this.newest = Math.max(this.newest, this.known);
    return this.#due();
  }

  #due() {
    const due = [];
    if (this.#held) return due;
    for (const version of this.#ahead.keys()) if (version <= this.known) this.#ahead.delete(version);
    for (let frame; (frame = this.#ahead.get(this.known + 1)); this.known += 1) {
      this.#ahead.delete(frame.version);
      due.push(frame);
    }
    return due;
  }
}
