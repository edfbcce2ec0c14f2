import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { pauseBefore } from "../../static/js/live/socket.js";
import { FakeSocket, openPage, page, settle } from "./page.mjs";

const frame = (version, kind = "moved") => ({ topic: "board:1", version, kind, payload: {} });
let applied;
let fetches;
let listener;
let round = 0;

/** A fresh copy of the module: it keeps one socket per page. */
async function listen(version = 4, refetch = async () => (fetches += 1, 9)) {
  const { subscribe } = await import(`../../static/js/live.js?${(round += 1)}`);
  listener = subscribe("board:1", { version, onFrame: (heard) => applied.push(heard.version), refetch });
}

async function pass(milliseconds) {
  await settle();
  mock.timers.tick(milliseconds);
  await settle();
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  applied = [];
  fetches = 0;
});
afterEach(() => {
  listener.stop();
  page.window.dispatchEvent(new Event("pagehide"));
  mock.timers.reset();
});

test("a page opens one socket of its own origin and asks for its topic", async () => {
  await listen();
  assert.equal(FakeSocket.last.address, "wss://pace.test/ws/");
  FakeSocket.last.accept();
  assert.deepEqual(FakeSocket.last.sent, [{ subscribe: "board:1" }]);
});

test("changes in order are applied without a fetch", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  FakeSocket.last.tell(frame(5));
  FakeSocket.last.tell(frame(6));
  await pass(1000);
  assert.deepEqual([applied, fetches, listener.version], [[5, 6], 0, 6]);
});

test("a gap is fetched after a short grace, once, and what follows goes on from there", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(8));
  FakeSocket.last.tell(frame(9));
  await pass(249);
  assert.equal(fetches, 0);
  await pass(1);
  assert.deepEqual([fetches, listener.version], [1, 9]);
  FakeSocket.last.tell(frame(10));
  await pass(1000);
  assert.deepEqual([applied, fetches], [[10], 1]);
});

test("a greeting ahead of the page makes it fetch what it missed", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(9, "hello"));
  await pass(250);
  assert.deepEqual([fetches, listener.version], [1, 9]);
});

test("a change that cannot be applied is fetched instead", async () => {
  await listen();
  applied.push = () => {
    throw new Error("no such card");
  };
  mock.method(console, "error", () => {});
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(5));
  await pass(250);
  assert.equal(fetches, 1);
});

test("a page that knows better fetches at once, and again if it asks meanwhile", async () => {
  await listen();
  FakeSocket.last.accept();
  listener.refresh();
  listener.refresh();
  await pass(1);
  assert.equal(fetches, 1);
  listener.refresh();
  await pass(1);
  assert.equal(fetches, 2);
});

test("a failing fetch is tried again, less and less often", async () => {
  await listen(4, async () => {
    fetches += 1;
    if (fetches < 3) throw new Error("down");
    return 9;
  });
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(9, "resync"));
  await pass(250);
  assert.equal(fetches, 1);
  await pass(5_000);
  assert.equal(fetches, 2);
  await pass(9_999);
  assert.equal(fetches, 2);
  await pass(1);
  assert.deepEqual([fetches, listener.version], [3, 9]);
});

test("a lost socket comes back after a pause, and the page looks by fetching meanwhile", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  FakeSocket.last.end(1006);
  assert.equal(FakeSocket.all.length, 1);
  await pass(500);
  assert.equal(FakeSocket.all.length, 2);
  FakeSocket.last.end(1006);
  document.hidden = true; // stops the returns, so that only the looking is counted
  await pass(6_250);
  assert.equal(fetches, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(9, "hello"));
  await pass(20_000);
  assert.equal(fetches, 1);
  assert.deepEqual(page.events.filter(([name]) => name === "state").map(([, { state }]) => state), [
    "open", "lost", "open",
  ]);
});

test("pauses double, are spread, and end at half a minute", () => {
  assert.equal(pauseBefore(0, 1), 500);
  assert.equal(pauseBefore(3, 1), 4_000);
  assert.ok(Math.abs(pauseBefore(3, 0) - 4_000 / 3) < 0.001);
  assert.equal(pauseBefore(40, 1), 30_000);
});

test("a socket that answers nothing is given up", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  await pass(25_000);
  assert.deepEqual(FakeSocket.last.sent.at(-1), { ping: 1 });
  await pass(5_000);
  await pass(500);
  assert.equal(FakeSocket.all.length, 2);
});

test("an answer to the ping keeps the socket", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  await pass(25_000);
  FakeSocket.last.tell({ topic: "", version: null, kind: "pong", payload: { n: 1 } });
  await pass(20_000);
  assert.equal(FakeSocket.all.length, 1);
  assert.deepEqual(applied, []);
});

test("a tab out of sight rests after a minute and wakes when it is looked at", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(60_000);
  assert.equal(FakeSocket.last.readyState, 3);
  await pass(600_000);
  assert.deepEqual([FakeSocket.all.length, fetches], [1, 0]);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(FakeSocket.all.length, 2);
});

test("who is signed out is asked once more, with the cookie of now, and then left alone", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.end(4401);
  await pass(500);
  assert.equal(FakeSocket.all.length, 2);
  FakeSocket.last.accept();
  FakeSocket.last.end(4401);
  await pass(600_000);
  assert.equal(FakeSocket.all.length, 2);
  assert.deepEqual(page.events.at(-1), ["state", { state: "ended" }]);
});

test("a session that another tab renewed goes on", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.end(4401);
  await pass(500);
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(4, "hello"));
  FakeSocket.last.end(4401);
  await pass(500);
  assert.equal(FakeSocket.all.length, 3);
});

test("who lost the right gets the page anew, which then says so", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.end(4403);
  assert.equal(page.reloads, 1);
});

test("a refused topic is announced and never applied", async () => {
  await listen();
  FakeSocket.last.accept();
  FakeSocket.last.tell(frame(null, "refused"));
  assert.deepEqual(applied, []);
  assert.equal(page.events.at(-1)[0], "refused");
});

/** A page with an open socket, and its way to have something done. */
async function acting() {
  await listen();
  const { act } = await import(`../../static/js/live.js?${round}`);
  const name = `page.${round}`;
  const ask = () => act("board:1", "vote", name, { value: "5" });
  const answer = (kind, payload) => FakeSocket.last.tell({ topic: "board:1", version: null, kind, payload: { id: name, ...payload } });
  const open = () => (FakeSocket.last.accept(), FakeSocket.last.tell(frame(4, "hello")));
  return { ask, answer, open, name };
}

test("an act goes over the open socket, and is done when the server says so", async () => {
  const { ask, answer, open, name } = await acting();
  open();
  const said = ask();
  await settle();
  assert.deepEqual(FakeSocket.last.sent.at(-1), { act: { topic: "board:1", kind: "vote", id: name, body: { value: "5" } } });
  answer("done", { id: "somebody.else", version: 8 });
  answer("done", { version: 9 });
  assert.deepEqual(await said, { problem: null });
  assert.deepEqual(applied, []);
});

test("an act that was refused says why", async () => {
  const { ask, answer, open } = await acting();
  open();
  const said = ask();
  await settle();
  answer("declined", { problem: { detail: "Too late." } });
  assert.deepEqual(await said, { problem: { detail: "Too late." } });
});

test("nobody can say of an act: no socket, a lost one, no answer in time, or one that sends the page elsewhere", async () => {
  const { ask, answer, open } = await acting();
  assert.equal(await ask(), null);
  open();
  const unheard = ask();
  await settle();
  answer("declined", { problem: null });
  assert.equal(await unheard, null);
  const late = ask();
  await pass(2_500);
  assert.equal(await late, null);
  const lost = ask();
  await settle();
  FakeSocket.last.end(1006);
  assert.equal(await lost, null);
});
