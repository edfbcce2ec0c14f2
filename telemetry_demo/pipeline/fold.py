"""From lines to states, in memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from telemetry_demo.dedupe.rules import PLACES, Verdict, Window
from telemetry_demo.events import KEY_FIELDS, Event, Key, Malformed, check_name, decode_line, decode_lines
from telemetry_demo.sources.base import Chunk
from telemetry_demo.state.rules import State

NEW: Final = Verdict.NEW
DUPLICATE: Final = Verdict.DUPLICATE.value
LATE: Final = f"more than {PLACES:,} later events of the device came before it"


class Held(State):
    """A state in memory, with the key and number of its row; number 0 has no row yet."""

    __slots__ = ("key", "number", "touched")

    def __init__(self, key: Key, number: int = 0):
        super().__init__()
        self.key, self.number, self.touched = key, number, 0


class Numbers(Window):
    """The window of one device in memory, with what its row counts."""

    __slots__ = ("duplicates", "late", "name", "touched")

    def __init__(self, name: str, ranges: Iterable[tuple[int, int]] = (), duplicates: int = 0, late: int = 0):
        super().__init__(ranges)
        self.name, self.duplicates, self.late, self.touched = name, duplicates, late, 0


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
    """The events of a chunk with their lines, in order, and what is no event."""

    chunk: Chunk
    events: list[Event]
    lines: list[bytes]
    numbers: list[int] | range
    refused: list[Refused] = field(default_factory=list)


def parse(chunk: Chunk) -> Parsed:
    """Read a chunk's lines; the whole block at once where all of them are events."""
    if chunk.refusal:
        bad = Refused(chunk.part, chunk.first_line, chunk.refusal, chunk.data)
        return Parsed(chunk, [], [], [], [bad])
    data = chunk.data.replace(b"\r\n", b"\n").removesuffix(b"\r") if b"\r" in chunk.data else chunk.data
    lines = data.split(b"\n")
    if _one_object_a_line(data, len(lines)) and (events := decode_lines(data)) is not None:
        return Parsed(chunk, events, lines, range(chunk.first_line, chunk.first_line + len(lines)))
    return _parse_each(chunk, lines)


def _one_object_a_line(data: bytes, lines: int) -> bool:
    """Whether every line begins and ends like an object, so that none goes over a line's end and none is blank."""
    breaks = lines - 1
    whole = data[:1] == b"{" and data[-1:] == b"}"
    return whole and data.count(b"\n{") == breaks and data.count(b"}\n") == breaks and b"}{" not in data


def _parse_each(chunk: Chunk, lines: list[bytes]) -> Parsed:
    parsed = Parsed(chunk, [], [], [])
    for number, line in enumerate(lines, chunk.first_line):
        if not line.strip():
            continue
        try:
            event = decode_line(line)
        except Malformed as problem:
            parsed.refused.append(Refused(chunk.part, number, str(problem), line))
            continue
        parsed.events.append(event)
        parsed.lines.append(line)
        parsed.numbers.append(number)
    return parsed


class Memory:
    """States by key and windows by device, as of the last commit; `complete` when no row is missing here."""

    def __init__(self) -> None:
        self.states: dict[Key, Held] = {}
        self.windows: dict[str, Numbers] = {}
        self.complete = False

    def forget(self) -> None:
        """Keep nothing: the database knows better."""
        self.states, self.windows, self.complete = {}, {}, False


class Batch:
    """Folds what is committed together into the memory, and collects what has to be written."""

    def __init__(self, memory: Memory, number: int):
        self._memory = memory
        self._number = number  # differs from those of all other batches of this memory
        self.events: list[Event] = []
        self.lines: list[bytes] = []
        self.states: list[Held] = []
        self.windows: list[Numbers] = []
        self.refused: list[Refused] = []

    def fold(self, parsed: Parsed) -> Counter[str]:
        """Take in a chunk's events; how many were new, duplicate, late and malformed."""
        odd = self._fold(parsed.events)
        refused = [*parsed.refused, *(_refusal(parsed, place, why) for place, why in odd.items() if why != DUPLICATE)]
        self.refused += refused
        self.events += _without(odd, parsed.events)
        self.lines += _without(odd, parsed.lines)
        late = sum(one.late for one in refused)
        malformed = len(refused) - late
        duplicate = len(odd) - len(refused) + len(parsed.refused)
        new = len(parsed.events) - len(odd)
        return Counter(new=new, duplicate=duplicate, late=late, malformed=malformed)

    def _fold(self, events: list[Event]) -> dict[int, str]:
        """Adds every new event to its state; the places of all others, and why they were not added.

        This loop is most of what an event costs.
        """
        states, windows, number, odd = self._memory.states, self._memory.windows, self._number, {}
        for place, event in enumerate(events):
            key = (event.trial, event.patient, event.visit, event.signal)
            state = states.get(key)
            window = windows.get(event.device)
            if state is None or window is None:
                try:
                    state, window = self._open(key, event.device)
                except Malformed as problem:
                    odd[place] = str(problem)
                    continue
            if window.touched != number:
                window.touched = number
                self.windows.append(window)
            verdict = window.take(event.seq)
            if verdict is not NEW:
                odd[place] = self._count(window, verdict)
                continue
            if state.touched != number:
                state.touched = number
                self.states.append(state)
            state.add(event.value, event.ts)
        return odd

    def _open(self, key: Key, device: str) -> tuple[Held, Numbers]:
        """What nobody has heard of yet starts empty. Raises Malformed for a name that cannot be kept."""
        states, windows = self._memory.states, self._memory.windows
        if key not in states:
            for text, field_name in zip(key, KEY_FIELDS, strict=True):
                check_name(text, field_name)
        if device not in windows:
            check_name(device, "device")
            windows[device] = Numbers(device)
        return states.setdefault(key, Held(key)), windows[device]

    @staticmethod
    def _count(window: Numbers, verdict: Verdict) -> str:
        if verdict is Verdict.DUPLICATE:
            window.duplicates += 1
            return DUPLICATE
        window.late += 1
        return LATE


def _refusal(parsed: Parsed, place: int, why: str) -> Refused:
    return Refused(parsed.chunk.part, parsed.numbers[place], why, parsed.lines[place], late=why == LATE)


def _without(odd: dict[int, str], items: list) -> list:
    return [item for place, item in enumerate(items) if place not in odd] if odd else items
