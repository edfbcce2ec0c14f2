"""A body over the day as its monitor sees it: pure, everything random comes from the `rng` that is handed in."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

COOLEST_HOUR: Final = 4  # heart rate is lowest in the early morning
WAKES, SLEEPS = 7, 22  # hours between which somebody moves about
RISES, FALLS = 30.0, 90.0  # seconds in which 63 % of an effort has reached the heart, and has left it
EFFORT_BPM: Final = 65.0
EPISODE_BPM: Final = 70.0
EARLY, PAUSE = 0.65, 1.35  # an ectopic beat comes early and is followed by a pause, as shares of the usual interval
NOISE_SECONDS: Final = 60.0  # how long the heart's own wandering remembers itself
SLOW_EVERY: Final = 12  # the slow signals come once for so many heart rates


@dataclass(frozen=True)
class Sample:
    """One measurement as the sensor takes it; `value` in the unit of `telemetry_demo.signals`."""

    at: datetime
    signal: str
    value: float


@dataclass(frozen=True)
class Body:
    """`resting`, `swing` (half of what day and night differ) and `wander` (standard deviation) in beats a minute."""

    resting: float = 66.0
    swing: float = 7.0
    wander: float = 2.5
    efforts_per_hour: float = 1.5
    effort_minutes: float = 6.0
    ectopics_per_hour: float = 20.0
    episodes_per_day: float = 2.0
    episode_minutes: float = 6.0
    saturation: float = 97.0


def some_body(rng: Random) -> Body:
    """A person drawn from a trial's population."""
    return Body(
        resting=rng.uniform(56, 78),
        swing=rng.uniform(4, 10),
        wander=rng.uniform(1.5, 4),
        efforts_per_hour=rng.uniform(0.5, 2.5),
        ectopics_per_hour=rng.choice((2, 5, 20, 120)),
        episodes_per_day=rng.choice((0, 0, 2, 6)),
        saturation=rng.uniform(95, 98.5),
    )


def day_curve(at: datetime) -> float:
    """−1 in the early morning, 1 twelve hours later."""
    hour = at.hour + at.minute / 60 + at.second / 3600
    return -math.cos((hour - COOLEST_HOUR) / 24 * math.tau)


class _Spells:
    """Something that begins by chance and lasts for a while: an effort, an episode. Both times are exponential."""

    def __init__(self, rng: Random, *, per_hour: float, minutes: float):
        self._rng, self._per_second, self._seconds, self._left = rng, per_hour / 3600, minutes * 60, 0.0

    def lasts(self, seconds: float, *, may_begin: bool = True) -> bool:
        """Whether it is going on after so many more seconds."""
        if self._left > 0:
            self._left -= seconds
        elif may_begin and self._rng.random() < -math.expm1(-self._per_second * seconds):
            self._left = self._rng.expovariate(1 / self._seconds)
        return self._left > 0


class _Heart:
    """What a heart remembers from one reading to the next."""

    def __init__(self, body: Body, rng: Random):
        self._body, self._rng = body, rng
        self._efforts = _Spells(rng, per_hour=body.efforts_per_hour, minutes=body.effort_minutes)
        self._episodes = _Spells(rng, per_hour=body.episodes_per_day / 24, minutes=body.episode_minutes)
        self.effort = self._noise = 0.0

    def rate(self, at: datetime, seconds: float) -> float:
        """Beats a minute at `at`, `seconds` after the reading before."""
        moves = self._efforts.lasts(seconds, may_begin=WAKES <= at.hour < SLEEPS)
        self.effort += (moves - self.effort) * -math.expm1(-seconds / (RISES if moves else FALLS))
        kept = math.exp(-seconds / NOISE_SECONDS)
        self._noise = kept * self._noise + math.sqrt(1 - kept * kept) * self._rng.gauss(0, self._body.wander)
        steady = self._body.resting + self._body.swing * day_curve(at) + EFFORT_BPM * self.effort + self._noise
        return (steady + EPISODE_BPM * self._episodes.lasts(seconds)) / self._interval(seconds)

    def _interval(self, seconds: float) -> float:
        """The last interval between beats as a share of the usual one."""
        if self._rng.random() < -math.expm1(-self._body.ectopics_per_hour / 3600 * seconds):
            return self._rng.choice((EARLY, PAUSE))
        return 1.0


def measured(*, body: Body, rng: Random, start: datetime, every: timedelta) -> Iterator[Sample]:
    """What a monitor measures from `start` on, without end: a heart rate every time, slow signals now and then."""
    heart, seconds, count = _Heart(body, rng), every.total_seconds(), 0
    battery_start = rng.uniform(60, 100)
    while True:
        at = start + count * every
        rate = min(max(heart.rate(at, seconds), 25.0), 240.0)
        yield Sample(at, "heart_rate", round(rate, 1))
        if count % SLOW_EVERY == 0:
            saturation = body.saturation - 1.5 * heart.effort + rng.gauss(0, 0.4)
            yield Sample(at, "spo2", round(min(saturation, 100.0), 1))
            yield Sample(at, "activity", round(max(0.0, 110 * heart.effort + rng.gauss(0, 3)), 0))
            spent = (count * seconds / 36_000) % 100  # a charge lasts about 40 days, then it is changed
            yield Sample(at, "battery", round((battery_start - spent) % 100, 1))
        count += 1
