"""What the agent reads: a file of lines that may still grow, a pipe, or a recording. Each says how far it was read."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from telemetry_demo.simulator.devices import Event as Sent
from telemetry_demo.simulator.devices import line


class Source(Protocol):
    """`place` is where to go on after a restart; `is_over` says that nothing will come any more."""

    place: int
    is_over: bool

    def read(self, limit: int) -> list[bytes]:
        """The next lines, at most `limit`; empty when there are none now."""


class LinesFile:
    """A file that a device writes. A line without its end is waited for, and so is a file that is not there yet."""

    def __init__(self, path: Path, place: int = 0, *, is_growing: bool = True):
        self._path, self._is_growing = path, is_growing
        self.place, self.is_over = place, False

    def read(self, limit: int) -> list[bytes]:
        lines = []
        if not self._is_growing or self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self.place)
                lines = [text for text in islice(file, limit) if text.endswith(b"\n") or not self._is_growing]
        self.place += sum(map(len, lines))
        self.is_over = not lines and not self._is_growing
        return lines


class Pipe:
    """A device that writes into a pipe. What it wrote just before a kill cannot be asked for again."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self.place, self.is_over = 0, False

    def read(self, limit: int) -> list[bytes]:
        text = self._stream.readline()
        self.is_over = not text
        return [text] if text else []


class Recording:
    """Events that are made from a recording, from the one at `place` on, each when its own time has come.

    `clock` gives seconds, of which `speed` times as many pass in the recording.
    """

    def __init__(self, events: Iterator[Sent], *, speed: float, clock: Callable[[], float], place: int = 0):
        self._events, self._speed, self._clock = islice(events, place, None), speed, clock
        self._next = next(self._events, None)
        self._began = clock()
        self._first = _seconds(self._next) if self._next else 0.0
        self.place, self.is_over = place, False

    def read(self, limit: int) -> list[bytes]:
        lines: list[bytes] = []
        now = self._first + (self._clock() - self._began) * self._speed
        while self._next and len(lines) < limit and _seconds(self._next) <= now:
            lines.append(line(self._next))
            self._next = next(self._events, None)
        self.place += len(lines)
        self.is_over = not lines and self._next is None
        return lines


def _seconds(event: Sent) -> float:
    return datetime.fromisoformat(event["ts"]).timestamp()


def beginning(kept: bytes | None, now: datetime) -> datetime:
    """When a recording begins: as before the restart, else now."""
    return datetime.fromisoformat(kept.decode()) if kept else now
