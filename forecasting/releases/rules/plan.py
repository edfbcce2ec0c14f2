"""When a release is done: the engine's probabilities per sprint, laid on the days on which sprints end.

Only part of a team's pace may go into a release, and coming sprints may be longer or shorter than past ones. Both scale
every sprint alike, so they are taken by scaling the work instead: B points at a pace of s are B/s points at the whole
pace, and a growth of g is one of g/s. A what-if about capacity does the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from forecasting import rules
from forecasting.rules import MOST_POINTS, Weights

QUOTED = (0.5, 0.85, 0.95)
LIKELY, NEARLY_CERTAIN = 0.85, 0.95
# Quantiles whose pairs are the bands of 95, 80 and 50 %, around the middle.
FAN = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MOST_DRAWN = 24


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a coming sprint."""

    number: int
    day: date


@dataclass(frozen=True, slots=True)
class Chance:
    """P(the release is done when this sprint ends), 0 to 1."""

    sprint: int
    day: date
    chance: float


@dataclass(frozen=True, slots=True)
class Quote:
    """The first sprint end by which it is done with at least this probability; None: not within those looked at."""

    probability: float
    reached: Chance | None


@dataclass(frozen=True, slots=True)
class FanStep:
    """Points done when a sprint ends, from its 2.5 % to its 97.5 % quantile, and the scope by then."""

    sprint: int
    day: date
    scope: float
    low_95: float
    low_80: float
    low_50: float
    middle: float
    high_50: float
    high_80: float
    high_95: float


@dataclass(frozen=True)
class Plan:
    """What a release's forecast is made from.

    `history` is points per usual sprint, oldest first. `backlog` is the points to go when the first of the `stops`
    begins, `growth` what each sprint adds to them. `first` is the first sprint's share of a usual one, `pace` the part
    of all sprints that goes into the release.
    """

    history: Sequence[float]
    prior: Weights
    stops: Sequence[Stop]
    backlog: float
    growth: float = 0.0
    first: float = 1.0
    pace: float = 1.0
    target: date | None = None

    @cached_property
    def chances(self) -> list[Chance]:
        """Per coming sprint. Raises Refusal when the past says too little."""
        done = rules.finish(
            self.history, self._scaled(self.backlog), len(self.stops), self.first, growth=self._scaled(self.growth),
            prior=self.prior,
        )  # fmt: skip
        return [Chance(stop.number, stop.day, chance) for stop, chance in zip(self.stops, done, strict=True)]

    def by(self, day: date) -> float:
        """P(done by this day): what holds at the last sprint end up to it; 1 with nothing to do."""
        ended = [chance.chance for chance in self.chances if chance.day <= day]
        return ended[-1] if ended else float(not self.backlog)

    @property
    def by_target(self) -> float | None:
        return self.by(self.target) if self.target else None

    def first_at(self, probability: float) -> Chance | None:
        """The first sprint end by which it is done at least so surely."""
        return next((chance for chance in self.chances if chance.chance >= probability), None)

    @property
    def quotes(self) -> list[Quote]:
        return [Quote(probability, self.first_at(probability)) for probability in QUOTED]

    def changed(self, changes: "Changes") -> "Plan":
        return replace(
            self,
            backlog=max(0.0, self.backlog - changes.cut),
            growth=0.0 if changes.frozen else self.growth,
            pace=self.pace * changes.capacity,
            target=changes.target or self.target,
        )

    def fan(self, done: float) -> list[FanStep]:
        """From `done` points at the start to where it is nearly certain; no future brings more than the scope."""
        last = next((n for n, chance in enumerate(self.chances) if chance.chance >= NEARLY_CERTAIN), MOST_DRAWN)
        stops = self.stops[: min(last + 2, MOST_DRAWN)]
        rows = rules.progress(self.history, FAN, len(stops), self.first, prior=self.prior)
        steps = []
        for count, (stop, row) in enumerate(zip(stops, rows, strict=True), start=1):
            scope = done + self.backlog + self.growth * count
            steps.append(FanStep(*(stop.number, stop.day), scope, *(min(scope, done + self.pace * q) for q in row)))
        return steps

    def _scaled(self, points: float) -> float:
        return min(points / self.pace, MOST_POINTS)


@dataclass(frozen=True, slots=True)
class Changes:
    """A what-if: points left out, every sprint's capacity as a share of the usual, no new scope, another target."""

    cut: float = 0.0
    capacity: float = 1.0
    frozen: bool = False
    target: date | None = None
