"""Sliding windows over one signal: at time t a window of width w holds the readings in (t − w, t].

All are exact and give the same for the same readings: sums are whole billionths, so what is added can be taken away.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from telemetry_demo.alerting.language.tree import SECOND, Aggregate

BILLION: Final = 10**9
LARGE: Final = 1e15
Reading = tuple[int, float]  # microseconds since 1970, value


def billionths(value: float) -> int:
    """Whole billionths; of what is too large to have any, its whole number."""
    return round(value * BILLION) if abs(value) < LARGE else int(value) * BILLION


class Window:
    """Readings by time; `value` is None where the readings do not say."""

    def __init__(self, width: int):
        self.width = width
        self.readings: deque[Reading] = deque()
        self.first: int | None = None  # when the signal was first read at all

    def add(self, at: int, value: float) -> None:
        self.first = at if self.first is None else self.first
        self.readings.append((at, value))

    def slide(self, now: int) -> None:
        """Lets go what has left the window at `now`."""
        while self.readings and self.readings[0][0] <= now - self.width:
            self._leave(*self.readings.popleft())

    def _leave(self, at: int, value: float) -> None:
        """For windows that keep more than the readings."""

    def value(self, now: int) -> float | None:
        raise NotImplementedError

    def next_change(self) -> int | None:
        """When the next reading leaves."""
        return self.readings[0][0] + self.width if self.readings else None

    def restore(self, readings: Iterable[Reading], first: int | None) -> None:
        """Puts back what was kept of another window of the same kind."""
        for at, value in readings:
            self.add(at, value)
        self.first = first


class Latest(Window):
    """The last reading, as long as it is in the window."""

    def add(self, at: int, value: float) -> None:
        self.readings.clear()
        super().add(at, value)

    def value(self, now: int) -> float | None:
        return self.readings[-1][1] if self.readings else None


class Mean(Window):
    """The mean of the readings."""

    def __init__(self, width: int):
        super().__init__(width)
        self._billionths = 0

    def add(self, at: int, value: float) -> None:
        super().add(at, value)
        self._billionths += billionths(value)

    def _leave(self, at: int, value: float) -> None:
        self._billionths -= billionths(value)

    def value(self, now: int) -> float | None:
        return self._billionths / (len(self.readings) * BILLION) if self.readings else None


class Extreme(Window):
    """The least reading, or the greatest with a `sign` of −1: beside the readings those that are less than all
    after them, so that the extreme is the first of these."""

    def __init__(self, width: int, sign: int):
        super().__init__(width)
        self._sign = sign
        self._rising: deque[Reading] = deque()

    def add(self, at: int, value: float) -> None:
        super().add(at, value)
        while self._rising and self._sign * self._rising[-1][1] >= self._sign * value:
            self._rising.pop()
        self._rising.append((at, value))

    def _leave(self, at: int, value: float) -> None:
        if self._rising[0] == (at, value):
            self._rising.popleft()

    def value(self, now: int) -> float | None:
        return self._rising[0][1] if self._rising else None


class Count(Window):
    """How many readings; known once the signal has been followed for the window's whole width."""

    def value(self, now: int) -> float | None:
        return len(self.readings) if self.first is not None and now - self.first >= self.width else None


class Change(Window):
    """The last reading less the first, of two or more."""

    def value(self, now: int) -> float | None:
        return self.readings[-1][1] - self.readings[0][1] if len(self.readings) > 1 else None


class Rate(Change):
    """The change by minute between the first reading and the last."""

    def value(self, now: int) -> float | None:
        change = super().value(now)
        passed = self.readings[-1][0] - self.readings[0][0] if self.readings else 0
        return change * 60 * SECOND / passed if passed else None


def window(of: Aggregate, width: int) -> Window:
    """An empty window of the kind that a measure asks for."""
    makers = {
        Aggregate.LATEST: Latest, Aggregate.MEAN: Mean, Aggregate.COUNT: Count, Aggregate.CHANGE: Change,
        Aggregate.RATE: Rate, Aggregate.MIN: lambda width: Extreme(width, 1),
        Aggregate.MAX: lambda width: Extreme(width, -1),
    }  # fmt: skip
    return makers[of](width)
