"""Which of a device's numbered events are new (TEL-3).

A device numbers its events from 1 by one. One event may come any number of times and in any order: whatever is
overtaken by at most `PLACES` others is judged exactly. Places are counted in events that came, not in numbers, so one
absurdly large number does not make all others late.
"""

from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

PLACES: Final = 10_000
# Ranges remembered per device. More than PLACES, so that what is forgotten is late by any measure.
RANGES: Final = 2 * PLACES + 2


class Verdict(StrEnum):
    NEW = "new"
    DUPLICATE = "duplicate"
    LATE = "late"


class Window:
    """The numbers that came from one device, as closed ranges in rising order.

    A number inside a known range is a duplicate, however old. Any other is new, unless more than `PLACES` larger ones
    came before it: then it is late. When there are too many ranges the lowest are forgotten, for ever late.
    """

    __slots__ = ("_floor", "end", "ends", "start", "starts")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()):
        *lower, (self.start, self.end) = list(ranges) or [(1, 0)]  # the highest range apart: most have no other
        self.starts = [start for start, _ in lower]
        self.ends = [end for _, end in lower]
        self._floor = 0  # numbers below are known to be late unless they are duplicates

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """What to keep, to make the same window from."""
        highest = [(self.start, self.end)] if self.end else []
        return [*zip(self.starts, self.ends, strict=True), *highest]

    def take(self, seq: int) -> Verdict:
        """Judge one number, and remember it if it is new."""
        if seq == self.end + 1:
            self.end = seq
            return Verdict.NEW
        if seq > self.end:
            self._begin(seq)
            return Verdict.NEW
        return self._take_older(seq)

    def _begin(self, seq: int) -> None:
        """Begin a new highest range."""
        if self.end:
            self.starts.append(self.start)
            self.ends.append(self.end)
        self.start = self.end = seq
        self._forget()

    def _take_older(self, seq: int) -> Verdict:
        if seq >= self.start:
            return Verdict.DUPLICATE
        place = bisect_right(self.starts, seq) - 1
        if place >= 0 and seq <= self.ends[place]:
            return Verdict.DUPLICATE
        if self._is_late(seq):
            return Verdict.LATE
        self._insert(place, seq)
        return Verdict.NEW

    def _is_late(self, seq: int) -> bool:
        if self.end - seq <= PLACES:
            return False
        if seq >= self._floor:
            self._raise_floor()
        return seq < self._floor

    def _raise_floor(self) -> None:
        """Find the number that exactly `PLACES` larger ones have come after."""
        left = PLACES
        for start, end in reversed(self.ranges):
            if end - start >= left:
                self._floor = end - left
                return
            left -= end - start + 1

    def _insert(self, place: int, seq: int) -> None:
        """Put a number between the range at `place` and the next, joining what then touches."""
        starts, ends = self.starts, self.ends
        follows = place >= 0 and ends[place] + 1 == seq
        is_last = place + 1 == len(starts)
        precedes = seq + 1 == (self.start if is_last else starts[place + 1])
        if precedes:
            seq = starts.pop(place) if follows else seq
            if follows:
                ends.pop(place)
            if is_last:
                self.start = seq
            else:
                starts[place if follows else place + 1] = seq
        elif follows:
            ends[place] = seq
        else:
            starts.insert(place + 1, seq)
            ends.insert(place + 1, seq)
            self._forget()

    def _forget(self) -> None:
        if len(self.starts) > RANGES:
            self._raise_floor()
            cut = len(self.starts) - PLACES - 1
            del self.starts[:cut], self.ends[:cut]
