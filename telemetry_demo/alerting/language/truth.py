"""A rule's tree as parts that follow one stream: each is True, False, or None where the readings do not say."""

import operator
from collections.abc import Iterator
from typing import Final

from telemetry_demo.alerting.language.tree import (
    All,
    Any,
    Comparison,
    Condition,
    Lasting,
    Missing,
    Not,
)
from telemetry_demo.alerting.language.windows import Latest, Window, window

Truth = bool | None
_SIGNS: Final = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


class Part:
    """One condition on one stream. `truth` is asked at rising times, each time after every part has slid there."""

    def __init__(self, *parts: "Part"):
        self.parts = parts

    def truth(self, now: int) -> Truth:
        raise NotImplementedError

    def next_change(self) -> int | None:
        """The next time at which the truth may change without a reading."""
        return None

    def all(self) -> Iterator["Part"]:
        """The part and those it stands on, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.all()


class ComparisonPart(Part):
    def __init__(self, comparison: Comparison):
        super().__init__()
        self.comparison, self.signal = comparison, comparison.measure.signal
        self.window: Window = window(comparison.measure.of, comparison.measure.window)
        self._compare = _SIGNS[comparison.sign]

    def truth(self, now: int) -> Truth:
        value = self.window.value(now)
        return None if value is None else self._compare(value, self.comparison.threshold)

    def next_change(self) -> int | None:
        return self.window.next_change()


class MissingPart(Part):
    """Unknown until the signal has been read once: a patient without the sensor misses nothing."""

    def __init__(self, missing: Missing):
        super().__init__()
        self.signal, self.window = missing.signal, Latest(missing.window)

    def truth(self, now: int) -> Truth:
        return None if self.window.first is None else not self.window.readings

    def next_change(self) -> int | None:
        return self.window.next_change()


class LastingPart(Part):
    def __init__(self, part: Part, duration: int):
        super().__init__(part)
        self.duration, self.since = duration, None

    def truth(self, now: int) -> Truth:
        truth = self.parts[0].truth(now)
        if not truth:
            self.since = None
            return truth
        self.since = now if self.since is None else self.since
        return now - self.since >= self.duration

    def next_change(self) -> int | None:
        return None if self.since is None else self.since + self.duration


class NotPart(Part):
    def truth(self, now: int) -> Truth:
        truth = self.parts[0].truth(now)
        return None if truth is None else not truth


class AllPart(Part):
    """False where one is false, whatever is unknown (Kleene)."""

    def truth(self, now: int) -> Truth:
        truths = [part.truth(now) for part in self.parts]  # each, for each remembers
        return False if False in truths else None if None in truths else True


class AnyPart(Part):
    """True where one is true, whatever is unknown (Kleene)."""

    def truth(self, now: int) -> Truth:
        truths = [part.truth(now) for part in self.parts]
        return True if True in truths else None if None in truths else False


def part_for(condition: Condition) -> Part:
    """The condition as a part that has read nothing yet."""
    match condition:
        case Comparison():
            return ComparisonPart(condition)
        case Missing():
            return MissingPart(condition)
        case Lasting():
            return LastingPart(part_for(condition.condition), condition.duration)
        case Not():
            return NotPart(part_for(condition.condition))
        case All():
            return AllPart(*map(part_for, condition.conditions))
        case Any():
            return AnyPart(*map(part_for, condition.conditions))
