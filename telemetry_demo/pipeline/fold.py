"""From lines to states, in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from telemetry_demo.dedupe.rules import PLACES, Verdict, Window
from telemetry_demo.events import STREAM_FIELDS, Event, Key, Malformed, check_name, decode_line, decode_lines
from telemetry_demo.sources.base import Chunk
from telemetry_demo.state.rules import UNITS, State, units

PIECE: Final = 64 * 1024

# What separates streams of numbers and of values.
StreamKey = tuple[str, str, str, str, str]

NEW: Final = Verdict.NEW
DUPLICATE: Final = Verdict.DUPLICATE.value
LATE: Final = f"more than {PLACES:,} later events of the device came before it"


class Held(State):
    """A state in memory, with the key and number of its row; number 0 has no row yet."""

    __slots__ = ("before", "key", "number", "touched")

    def __init__(self, key: Key, number: int = 0):
        super().__init__()
        self.key, self.number, self.touched, self.before = key, number, 0, 0  # before: the count without this batch


class Numbers(Window):
    """The window of one device in memory, with what its row counts."""

    __slots__ = ("duplicates", "late", "name", "touched")

    def __init__(self, name: str, ranges: Iterable[tuple[int, int]] = (), duplicates: int = 0, late: int = 0):
        super().__init__(ranges)
        self.name, self.duplicates, self.late, self.touched = name, duplicates, late, 0


class Stream:
    """What one device sends for one state."""

    __slots__ = ("state", "touched", "window")

    def __init__(self, state: Held, window: Numbers):
        self.state, self.window, self.touched = state, window, 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken in."""

    part: str
    line: int
    reason: str
    raw: bytes
    late: bool = False


@dataclass(slots=True)
class Parsed:
    """The events of some lines of a chunk with the lines, in order, and what is no event.

    `lines` and `numbers` are None where every line of `data` is an event, the first one being line `first`.
    """

    part: str
    first: int
    data: bytes
    events: list[Event]
    lines: list[bytes] | None = None
    numbers: list[int] | None = None
    refused: list[Refused] = field(default_factory=list)

    def line(self, place: int) -> tuple[int, bytes]:
        """Number and text of the line of an event."""
        self.split()
        return self.numbers[place], self.lines[place]

    def split(self) -> list[bytes]:
        """The lines of the events one by one."""
        if self.lines is None:
            self.lines = self.data.split(b"\n")
            self.numbers = list(range(self.first, self.first + len(self.lines)))
        return self.lines


def pieces(chunk: Chunk) -> Iterator[Parsed]:
    """A chunk's lines, a few at a time: what is still near when it is used costs half as much."""
    if chunk.refusal:
        bad = Refused(chunk.part, chunk.first_line, chunk.refusal, chunk.data)
        yield Parsed(chunk.part, chunk.first_line, b"", [], [], [], [bad])
        return
    data = chunk.data.replace(b"\r\n", b"\n").removesuffix(b"\r") if b"\r" in chunk.data else chunk.data
    start, first = 0, chunk.first_line
    while start < len(data):
        end = data.find(b"\n", start + PIECE)
        piece = data[start : end if end >= 0 else len(data)]
        yield _parse(chunk.part, first, piece)
        start, first = start + len(piece) + 1, first + piece.count(b"\n") + 1


def _parse(part: str, first: int, data: bytes) -> Parsed:
    """The whole block at once where every line is an event."""
    events = decode_lines(data) if data[:1] == b"{" and data[-1:] == b"}" else None
    # Then no object goes over a line's end, no line is blank, and none has two.
    if events is not None and data.count(b"}\n{") == data.count(b"\n") == len(events) - 1:
        return Parsed(part, first, data, events)
    return _parse_each(part, first, data)


def _parse_each(part: str, first: int, data: bytes) -> Parsed:
    parsed = Parsed(part, first, data, [], [], [])
    for number, line in enumerate(data.split(b"\n"), first):
        if not line.strip():
            continue
        try:
            event = decode_line(line)
        except Malformed as problem:
            parsed.refused.append(Refused(part, number, str(problem), line))
            continue
        parsed.events.append(event)
        parsed.lines.append(line)
        parsed.numbers.append(number)
    return parsed


class Memory:
    """States by key and windows by device, as of the last commit; `complete` when no row is missing here."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Keep nothing: the database knows better."""
        self.states: dict[Key, Held] = {}
        self.windows: dict[str, Numbers] = {}
        self.streams: dict[StreamKey, Stream] = {}
        self.complete = False
        self._names: dict[str, str] = {}

    def open(self, key: StreamKey) -> Stream:
        """The stream of this key; what nobody has heard of yet is empty. Raises Malformed for an impossible name."""
        for text, name in zip(key, STREAM_FIELDS, strict=True):
            check_name(text, name)
        trial, patient, visit, signal, device = key
        # Names that many streams share are one object: it is nearer than many equal ones.
        trial, visit, signal = (self._names.setdefault(text, text) for text in (trial, visit, signal))
        mine = (trial, patient, visit, signal)
        state = self.states.get(mine) or self.states.setdefault(mine, Held(mine))
        window = self.windows.get(device) or self.windows.setdefault(device, Numbers(device))
        stream = self.streams[*mine, window.name] = Stream(state, window)
        return stream


class Batch:
    """Folds what is committed together into the memory, and collects what has to be written."""

    def __init__(self, memory: Memory, number: int):
        self._memory = memory
        self._number = number  # differs from those of all other batches of this memory
        self.events = 0
        self.first_ts: datetime | None = None
        self.last_ts: datetime | None = None
        self.blocks: list[bytes] = []
        self.states: list[Held] = []
        self.windows: list[Numbers] = []
        self.refused: list[Refused] = []
        self.odd: dict[int, str] = {}  # why events of the last chunk were not new, by line

    def fold(self, chunk: Chunk, load: Callable[[list[Event]], None] | None = None) -> Counter[str]:
        """Take in a chunk's events; how many were new, duplicate, late and malformed.

        `load` brings what some events touch into the memory, if it can be incomplete.
        """
        counts: Counter[str] = Counter()
        self.odd = {}
        for parsed in pieces(chunk):
            if load:
                load(parsed.events)
            odd = self._fold(parsed.events)
            kept = parsed.events
            if odd or parsed.lines is not None:
                self._keep_others(parsed, odd)
                kept = [event for place, event in enumerate(kept) if place not in odd]
            else:
                self.blocks.append(parsed.data)
            self._note(kept)
            late, duplicate = (sum(why == one for why in odd.values()) for one in (LATE, DUPLICATE))
            malformed = len(odd) - late - duplicate + len(parsed.refused)
            counts.update(new=len(kept), late=late, duplicate=duplicate, malformed=malformed)
        return +counts

    def by_trial(self) -> Counter[str]:
        """How many new events each trial has in this batch."""
        found: Counter[str] = Counter()
        for state in self.states:
            found[state.key[0]] += state.count - state.before
        return +found

    def _note(self, kept: list[Event]) -> None:
        """How many there were, and when."""
        if not kept:
            return
        stamps = [event.ts for event in kept]
        first, last = min(stamps), max(stamps)
        self.first_ts = min(first, self.first_ts) if self.events else first
        self.last_ts = max(last, self.last_ts) if self.events else last
        self.events += len(kept)

    def _keep_others(self, parsed: Parsed, odd: dict[int, str]) -> None:
        """The lines of all events but the odd ones; of these, what is no duplicate is refused."""
        self.refused += parsed.refused
        if lines := [line for place, line in enumerate(parsed.split()) if place not in odd]:
            self.blocks.append(b"\n".join(lines))
        self.odd |= {one.line: one.reason for one in parsed.refused}
        for place, why in odd.items():
            number, line = parsed.line(place)
            self.odd[number] = why
            if why != DUPLICATE:
                self.refused.append(Refused(parsed.part, number, why, line, late=why == LATE))

    def _fold(self, events: list[Event]) -> dict[int, str]:  # noqa: C901  one loop on purpose, as it says
        """Adds every new event to its state; the places of all others, and why they were not added.

        This loop is most of what an event costs. A call costs a tenth of it, so it has the commonest case of
        `Window.take` and the whole of `State.add` in itself; tests hold it equal to them.
        """
        known, number, odd = self._memory.streams.get, self._number, {}
        for place, event in enumerate(events):
            key = (event.trial, event.patient, event.visit, event.signal, event.device)
            stream = known(key)
            if stream is None or stream.touched != number:
                try:
                    stream = self._touch(key, stream)
                except Malformed as problem:
                    odd[place] = str(problem)
                    continue
            state, window, seq = stream.state, stream.window, event.seq
            if seq == window.end + 1:
                window.end = seq
            elif (verdict := window.take(seq)) is not NEW:
                odd[place] = _count(window, verdict)
                continue
            value, ts = event.value, event.ts
            try:
                whole = int(value * UNITS)
            except OverflowError:
                whole = units(value)
            state.count += 1
            state.total += whole
            state.squares += whole * whole
            if value < state.min:
                state.min = value
            if value > state.max:
                state.max = value
            if ts < state.first_ts:
                state.first_ts = ts
            if ts > state.last_ts:
                state.last_ts = ts
        return odd

    def _touch(self, key: StreamKey, stream: Stream | None) -> Stream:
        """The first event of a stream in this batch: what it changes has to be written. Raises Malformed."""
        stream = stream or self._memory.open(key)
        stream.touched = self._number
        if stream.state.touched != self._number:
            stream.state.before = stream.state.count
        for one, touched in ((stream.state, self.states), (stream.window, self.windows)):
            if one.touched != self._number:
                one.touched = self._number
                touched.append(one)
        return stream


def _count(window: Numbers, verdict: Verdict) -> str:
    if verdict is Verdict.DUPLICATE:
        window.duplicates += 1
        return DUPLICATE
    window.late += 1
    return LATE
