"""What goes wrong between a heart and a file: pure transformations of streams, chance comes from `rng`."""

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import TypeVar

from telemetry_demo.simulator.bodies import Sample

Item = TypeVar("Item")


@dataclass(frozen=True)
class Faults:
    """How often what goes wrong. Shares are of events, `places` is how far an event may be overtaken."""

    leads_off_per_hour: float = 0.0
    stuck_per_hour: float = 0.0
    spell_minutes: float = 3.0
    drift_per_hour: float = 0.0
    skew_seconds: float = 0.0
    duplicates: float = 0.0
    disorder: float = 0.0
    places: int = 1000


NONE = Faults()
USUAL = Faults(leads_off_per_hour=0.2, stuck_per_hour=0.1, duplicates=0.01, disorder=0.01)


class _Spell:
    """A fault of the sensor: begins by chance, lasts a random while on the samples' own clock."""

    def __init__(self, rng: Random, per_hour: float, minutes: float):
        self._rng, self._per_hour, self._minutes = rng, per_hour, minutes
        self._last = self._until = None

    def covers(self, sample: Sample) -> bool:
        last, self._last = self._last, sample.at
        if self._until is not None and sample.at < self._until:
            return True
        passed = 0.0 if last is None else (sample.at - last).total_seconds() / 3600
        if self._rng.random() < -math.expm1(-self._per_hour * passed):
            self._until = sample.at + timedelta(minutes=self._rng.expovariate(1 / self._minutes))
            return True
        return False


def leads_off(samples: Iterable[Sample], *, rng: Random, per_hour: float, minutes: float) -> Iterator[Sample]:
    """The electrodes come loose: no heart rate for a while, the other signals go on."""
    spell = _Spell(rng, per_hour, minutes)
    for sample in samples:
        if sample.signal != "heart_rate" or not spell.covers(sample):
            yield sample


def stuck(samples: Iterable[Sample], *, rng: Random, per_hour: float, minutes: float) -> Iterator[Sample]:
    """The sensor repeats its last heart rate for a while."""
    spell, held = _Spell(rng, per_hour, minutes), None
    for sample in samples:
        if sample.signal != "heart_rate":
            yield sample
        elif spell.covers(sample) and held is not None:
            yield replace(sample, value=held)
        else:
            held = sample.value
            yield sample


def drifting(samples: Iterable[Sample], *, per_hour: float) -> Iterator[Sample]:
    """The sensor shows `per_hour` beats a minute more with every hour since the first sample."""
    first = None
    for sample in samples:
        first = first or sample.at
        hours = (sample.at - first).total_seconds() / 3600
        added = per_hour * hours if sample.signal == "heart_rate" else 0.0
        yield replace(sample, value=round(sample.value + added, 1))


def skewed(samples: Iterable[Sample], *, by: timedelta) -> Iterator[Sample]:
    """The device's clock is wrong by a fixed time."""
    for sample in samples:
        yield replace(sample, at=sample.at + by)


def sensed(samples: Iterable[Sample], *, faults: Faults, rng: Random) -> Iterator[Sample]:
    """The samples as a faulty sensor with a wrong clock reports them."""
    if faults.leads_off_per_hour:
        samples = leads_off(samples, rng=rng, per_hour=faults.leads_off_per_hour, minutes=faults.spell_minutes)
    if faults.stuck_per_hour:
        samples = stuck(samples, rng=rng, per_hour=faults.stuck_per_hour, minutes=faults.spell_minutes)
    if faults.drift_per_hour:
        samples = drifting(samples, per_hour=faults.drift_per_hour)
    if faults.skew_seconds:
        samples = skewed(samples, by=timedelta(seconds=faults.skew_seconds))
    return iter(samples)


def duplicated(items: Iterable[Item], *, rng: Random, share: float) -> Iterator[Item]:
    """A `share` of the items comes twice."""
    for item in items:
        yield item
        if rng.random() < share:
            yield item


def reordered(items: Iterable[Item], *, rng: Random, share: float, places: int) -> Iterator[Item]:
    """A `share` of the items is held back and overtaken by 1 to `places` later ones; nothing is lost."""
    held: list[tuple[int, int, Item]] = []
    for index, item in enumerate(items):
        due = index + (rng.randint(1, places) if rng.random() < share else 0)
        heapq.heappush(held, (due, index, item))
        while held and held[0][0] <= index:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def delivered(items: Iterable[Item], *, faults: Faults, rng: Random) -> Iterator[Item]:
    """The items as a bad network delivers them: some twice, some late."""
    if faults.duplicates:
        items = duplicated(items, rng=rng, share=faults.duplicates)
    if faults.disorder:
        items = reordered(items, rng=rng, share=faults.disorder, places=faults.places)
    return iter(items)
