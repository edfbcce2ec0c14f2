"""What of a stream is sent as it is, and what as a summary. Pure.

Minutes near an alert are sent whole, from a minute before it begins to a minute after it ends, so that nobody has to
guess what happened. Of all others four numbers of each signal are sent: count, mean, least and greatest. A minute is
settled two minutes after it began, when an alert that follows it must have begun; what comes later still is sent as it
is. Nothing is dropped.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from telemetry_demo.alerting.language.tree import SECOND

MINUTE: Final = 60 * SECOND
SETTLED: Final = 2 * MINUTE
SUMMARY: Final = ("count", "mean", "min", "max")


class Reading(msgspec.Struct, array_like=True, frozen=True):
    """One value of a signal; `at` in microseconds since 1970."""

    at: int
    signal: str
    value: float


class Alarm(msgspec.Struct, array_like=True):
    """A rule held from `began` to `ended`; None while it does."""

    version: int
    began: int
    ended: int | None = None


class Sieve(msgspec.Struct):
    """One stream: its unsettled minutes, and the alarms that may touch them. It is its own memory, as data."""

    minutes: dict[int, list[Reading]] = {}
    alarms: list[Alarm] = []
    settled: int = 0  # minutes that begin before are settled
    read: int = 0
    passed: int = 0  # sent as they are

    def take(self, reading: Reading) -> list[Reading]:
        """Holds the reading until its minute is settled; what came too late for that is given back to be sent."""
        self.read += 1
        minute = reading.at - reading.at % MINUTE
        if minute < self.settled:
            self.passed += 1
            return [reading]
        self.minutes.setdefault(minute, []).append(reading)
        return []

    def settle(self, clock: int) -> list[Reading]:
        """What is to be sent of the minutes that are settled at the stream's `clock`."""
        due = sorted(minute for minute in self.minutes if minute + SETTLED <= clock)
        sent = [reading for minute in due for reading in self._sent(minute, self.minutes.pop(minute))]
        self.settled = max(self.settled, clock - SETTLED - (clock - SETTLED) % MINUTE + MINUTE)
        self.alarms = [one for one in self.alarms if one.ended is None or one.ended >= self.settled - MINUTE]
        return sent

    def _sent(self, minute: int, readings: list[Reading]) -> Iterator[Reading]:
        is_near = any(self._touches(alarm, minute) for alarm in self.alarms)
        for signal in sorted({reading.signal for reading in readings}):
            own = sorted((one for one in readings if one.signal == signal), key=lambda one: one.at)
            if is_near or len(own) <= len(SUMMARY):
                self.passed += len(own)
                yield from own
            else:
                yield from _summary(minute, signal, [one.value for one in own])

    @staticmethod
    def _touches(alarm: Alarm, minute: int) -> bool:
        return alarm.began < minute + SETTLED and (alarm.ended is None or alarm.ended >= minute - MINUTE)


def _summary(minute: int, signal: str, values: list[float]) -> Iterator[Reading]:
    numbers = (len(values), sum(values) / len(values), min(values), max(values))
    for name, number in zip(SUMMARY, numbers, strict=True):
        yield Reading(minute, f"{signal}.{name}", float(number))
