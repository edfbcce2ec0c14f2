"""The agent's loop: read, decide, keep, send, and ask for rules. None of these waits for another."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from telemetry_demo.dedupe.rules import Verdict, Window
from telemetry_demo.edge.buffer import Buffer
from telemetry_demo.edge.sieve import Reading
from telemetry_demo.edge.source import Source
from telemetry_demo.edge.station import Memory, Outgoing, SentRule, Station
from telemetry_demo.edge.uplink import Away, TurnedAway, Uplink
from telemetry_demo.events import Event, Malformed, decode_line
from telemetry_demo.times import micros, written

LINES: Final = 500  # read in one go, and kept in one transaction
BATCH: Final = 500  # sent in one go
ASK_EVERY: Final = 2.0  # seconds between two looks for rules
FIRST_WAIT, LONGEST_WAIT = 0.5, 3.0  # seconds after the server was away: rules hold within 5 s of its return


class Agent:
    """`clock` gives seconds that only rise; `is_live` moves silent streams on by it."""

    def __init__(self, *, name: str, buffer: Buffer, uplink: Uplink, clock: Callable[[], float], is_live: bool = False):
        self.device, self._buffer, self._uplink, self._clock = f"edge:{name}", buffer, uplink, clock
        self._is_live = is_live
        self.counts: Counter[str] = Counter(msgspec.json.decode(buffer.recall("counts") or b"{}", type=dict[str, int]))
        self.rules = msgspec.json.decode(buffer.recall("rules") or b"[]", type=list[SentRule])
        self._digest = (buffer.recall("digest") or b"").decode()
        kept = (msgspec.json.decode(text, type=Memory) for text in buffer.recall_all("stream "))
        self.station = Station(self.rules, kept)
        self._windows: dict[str, Window] = {}
        self._arrived: dict[tuple[str, str, str], float] = {}
        self._asked = self._wait_until = float("-inf")
        self._wait = FIRST_WAIT
        self.problem = ""

    @property
    def place(self) -> int:
        """How far the source was read."""
        return int(self._buffer.recall("place") or 0)

    def read(self, source: Source) -> int:
        """Reads on, unless the buffer is full; how many lines."""
        if self._buffer.is_full():
            return 0
        lines = source.read(LINES)
        sent = [one for text in lines for one in self._decide(text)]
        if source.is_over:
            sent += self.station.finish()
        sent += self._silent()
        if lines or sent:
            self._keep(sent, source.place)
        return len(lines)

    def _decide(self, text: bytes) -> list[Outgoing]:
        self.counts["bytes_read"] += len(text)
        try:
            event = decode_line(text.strip())
        except Malformed:
            self.counts["malformed"] += 1
            return []
        if self._window(event.device).take(event.seq) is not Verdict.NEW:
            self.counts["doubled"] += 1
            return []
        return self._take(event)

    def _take(self, event: Event) -> list[Outgoing]:
        stream = (event.trial, event.patient, event.visit)
        self._arrived[stream] = self._clock()
        return self.station.take(stream, Reading(micros(event.ts), event.signal, event.value))

    def _window(self, device: str) -> Window:
        if device not in self._windows:
            kept = self._buffer.recall(f"window {device}") or b"[]"
            self._windows[device] = Window(msgspec.json.decode(kept, type=list[tuple[int, int]]))
        return self._windows[device]

    def _silent(self) -> list[Outgoing]:
        """Streams of a live source that have said nothing for a while move on by the agent's clock."""
        if not self._is_live:
            return []
        now, sent = self._clock(), []
        for stream in self.station.streams:
            passed = now - self._arrived.setdefault(stream, now)
            if passed > 1:
                sent += self.station.advance(stream, self.station.clock_of(stream) + round(passed * 1_000_000))
                self._arrived[stream] = now
        return sent

    def _keep(self, sent: Iterable[Outgoing], place: int) -> None:
        events = [self._event(one) for one in sent]
        memory = {f"stream {'/'.join(one.stream)}": msgspec.json.encode(one) for one in self.station.memories()}
        memory |= {f"window {name}": msgspec.json.encode(window.ranges) for name, window in self._windows.items()}
        self._buffer.keep(events, memory | {"place": str(place).encode(), "counts": msgspec.json.encode(self.counts)})

    def _event(self, one: Outgoing) -> dict[str, Any]:
        trial, patient, visit = one.stream
        return {
            "trial": trial, "patient": patient, "visit": visit, "device": self.device,
            "ts": written(one.reading.at), "signal": one.reading.signal, "value": one.reading.value,
        }  # fmt: skip

    def talk(self) -> int:
        """Sends what waits and asks for rules, unless the server wants or needs to be left alone; how many events
        it has answered for."""
        now = self._clock()
        if now < self._wait_until:
            return 0
        try:
            if now - self._asked >= ASK_EVERY:
                self._ask()
                self._asked = now
            answered = self._send()
        except (Away, TurnedAway) as problem:
            self._leave_alone(problem, now)
            return 0
        self._wait, self.problem = FIRST_WAIT, ""
        return answered

    def _leave_alone(self, problem: Exception, now: float) -> None:
        self.problem = str(problem)
        self._wait_until = now + max(self._wait, getattr(problem, "seconds", 0.0))
        self._wait = min(2 * self._wait, LONGEST_WAIT)
        self._asked = float("-inf")  # rules first, when it is back

    def _send(self) -> int:
        waiting = self._buffer.waiting(BATCH)
        if not waiting:
            return 0
        results = self._uplink.send([text for _, text in waiting])
        taken, refused = [], {}
        for (seq, _), result in zip(waiting, results, strict=True):
            if result.get("status") in ("malformed", "refused"):
                refused[seq] = str(result.get("reason", ""))
            else:
                taken.append(seq)
        self._buffer.answered(taken, refused)
        self.counts["events_sent"] += len(taken)
        self.counts["bytes_sent"] += sum(len(text) for _, text in waiting)
        return len(waiting)

    def _ask(self) -> None:
        answer = self._uplink.report(self.said())
        if answer.get("rules") is None:
            return
        self.rules = msgspec.convert(answer["rules"], list[SentRule])
        self._digest = str(answer["digest"])
        self.station.obey(self.rules)
        memory = {"rules": msgspec.json.encode(self.rules), "digest": self._digest.encode()}
        self._buffer.keep([], memory)
        self._uplink.report(self.said())  # at once, so that the server knows who obeys what

    def said(self) -> dict[str, Any]:
        """What the agent tells of itself: which rules it obeys or refuses, and how much of the stream it handles."""
        return {
            "digest": self._digest,
            "refused": {str(version): reason for version, reason in self.station.refused.items()},
            "read": self.station.read,
            "passed": self.station.passed,
            "waiting": self._buffer.count(),
            "bytes_read": self.counts["bytes_read"],
            "bytes_sent": self.counts["bytes_sent"],
        }
