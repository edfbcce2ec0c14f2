"""How often what was said came true: reliability of probabilities, and single forecasts held against what came.

Every kept forecast said nine things, "the sprint completes at least its p05, p10, … p95", with a probability of 95, 90,
… 5 %. A forecaster is reliable when statements made with 85 % come true 85 % of the time (reliability diagram: Wilks,
*Statistical Methods in the Atmospheric Sciences*, 2019).
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from statistics import NormalDist

from forecasting.rules import ENOUGH_SPRINTS, PROBABILITIES, NextSprint, Refusal
from forecasting.velocity.rules import FinishedSprint, in_words

ENOUGH_FORECASTS = 5
QUOTED = 0.85


@dataclass(frozen=True, slots=True)
class Held:
    """One forecast of a sprint and the points that came. ``replayed``: worked out later from what was known before."""

    number: int
    said: NextSprint
    came: float
    committed: float
    chance: float | None
    replayed: bool = False

    @property
    def line(self) -> float:
        """What the sprint completes at least with a probability of 85 %."""
        return self.said.p15

    @property
    def came_true(self) -> bool:
        return self.came >= self.line

    @property
    def short(self) -> float:
        """Points that were missing to the line as it is said (see ``in_words``); 0 when it held."""
        return 0.0 if self.came_true else max(0.1, float(in_words(self.line)) - self.came)


@dataclass(frozen=True, slots=True)
class Bucket:
    """All statements that were made with one probability: how many there were and how many came true."""

    said: float
    statements: int
    came_true: int

    @property
    def share(self) -> float:
        return self.came_true / self.statements

    @property
    def slack(self) -> float:
        """How far the share of a perfect forecaster strays from ``said`` by chance, nine times in ten."""
        z = NormalDist().inv_cdf(0.95)
        return z * (self.said * (1 - self.said) / self.statements) ** 0.5


def reliability(forecasts: Sequence[Held]) -> list[Bucket]:
    """A bucket for each probability that was said, least sure first; empty without forecasts."""
    if not forecasts:
        return []
    lines = [astuple(one.said) for one in forecasts]
    reached = [
        sum(one.came >= line[place] for one, line in zip(forecasts, lines, strict=True))
        for place in range(len(PROBABILITIES))
    ]
    buckets = zip(PROBABILITIES, reached, strict=True)
    return [Bucket(round(1 - share, 2), len(forecasts), count) for share, count in buckets][::-1]


def replay(
    finished: Sequence[FinishedSprint], history: Sequence[float], method: Callable[[Sequence[float]], NextSprint]
) -> list[Held]:
    """What ``method`` would have said before each sprint from the fourth on, knowing only the ones before it.

    ``history`` is what each of the finished sprints would have completed at the usual length and capacity.
    """
    found = []
    for end in range(ENOUGH_SPRINTS, len(history)):
        try:
            said = method(history[:end])
        except Refusal:
            continue
        sprint = finished[end]
        found.append(Held(sprint.number, said, history[end], sprint.committed, chance=None, replayed=True))
    return found
