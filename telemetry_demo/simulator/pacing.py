"""When each event is let go. The clock and the sleeping are arguments, so that no test has to wait."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import takewhile
from typing import TypeVar

from telemetry_demo.simulator.devices import Event, stamp

Item = TypeVar("Item")
Clock = Callable[[], float]
Sleep = Callable[[float], None]


def until(events: Iterable[Event], end: datetime) -> Iterator[Event]:
    """The events before `end`; they come in the order of their stamps, which compare as text."""
    last = stamp(end)
    return takewhile(lambda event: event["ts"] < last, events)


def at_speed(events: Iterable[Event], *, speed: float, clock: Clock, sleep: Sleep) -> Iterator[Event]:
    """Each event when its own clock says so, `speed` times as fast. What is late is let go at once."""
    begun, first = clock(), None
    for event in events:
        at = datetime.fromisoformat(event["ts"]).timestamp()
        first = at if first is None else first
        _wait(begun + (at - first) / speed, clock, sleep)
        yield event


def at_rate(items: Iterable[Item], *, per_second: float, clock: Clock, sleep: Sleep) -> Iterator[Item]:
    """`per_second` items a second, whatever their own clocks say."""
    begun = clock()
    for index, item in enumerate(items):
        _wait(begun + index / per_second, clock, sleep)
        yield item


def _wait(due: float, clock: Clock, sleep: Sleep) -> None:
    if (left := due - clock()) > 0:
        sleep(left)
