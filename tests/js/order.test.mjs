import assert from "node:assert/strict";
import { test } from "node:test";
import { Order } from "../../static/js/live/order.js";

const change = (version, kind = "moved") => ({ topic: "board:1", version, kind, payload: {} });
const versions = (frames) => frames.map((frame) => frame.version);

test("a change is due when it follows what the page shows", () => {
  const order = new Order(4);
  assert.deepEqual(versions(order.take(change(5))), [5]);
  assert.equal(order.known, 5);
});

test("what the page shows already is passed over", () => {
  const order = new Order(4);
  assert.deepEqual(order.take(change(4)), []);
  assert.deepEqual(order.take(change(1)), []);
  assert.equal(order.behind, false);
});

test("a change that overtook another waits for it", () => {
  const order = new Order(4);
  assert.deepEqual(order.take(change(6)), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.take(change(5))), [5, 6]);
  assert.equal(order.behind, false);
});

test("a greeting tells that something is missing, and is no change itself", () => {
  const order = new Order(4);
  assert.deepEqual(order.take(change(6, "hello")), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.take(change(5))), [5]);
  assert.equal(order.behind, true);
});

test("changes that come during a refetch are applied after it, those it contains are not", () => {
  const order = new Order(4);
  order.take(change(6));
  order.hold();
  assert.deepEqual(order.take(change(7)), []);
  assert.deepEqual(order.take(change(8)), []);
  assert.deepEqual(versions(order.release(7)), [8]);
  assert.equal(order.behind, false);
});

test("a failed refetch loses nothing", () => {
  const order = new Order(4);
  order.take(change(6));
  order.hold();
  order.take(change(5));
  assert.deepEqual(versions(order.release(null)), [5, 6]);
});

test("news without a version are due at once, even during a refetch", () => {
  const order = new Order(4);
  order.hold();
  assert.equal(order.take(change(null, "metric")).length, 1);
});

test("whatever is lost, doubled or reordered, the page ends at the newest state", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 5000; round += 1) {
    const order = new Order(0);
    const applied = [];
    const newest = 1 + random(12);
    const sent = Array.from({ length: newest }, (_, index) => change(index + 1));
    const arriving = sent.flatMap((frame) => [[], [frame], [frame], [frame, frame]][random(4)]);
    arriving.sort(() => random(3) - 1);
    let state = 0;
    const apply = (frames) =>
      frames.forEach((frame) => {
        assert.equal(frame.version, state + 1);
        applied.push((state = frame.version));
      });
    arriving.forEach((frame) => apply(order.take(frame)));
    apply(order.take(change(newest, "resync")));
    if (order.behind) {
      order.hold();
      state = Math.max(state, newest);
      apply(order.release(newest));
    }
    assert.equal(state, newest);
    assert.equal(order.known, newest);
  }
});
