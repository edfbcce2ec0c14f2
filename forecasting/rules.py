"""Probabilities for the next sprint and for a backlog, from completed points alone.

The method is an empirical-Bayes gamma–gamma model in closed form (Bernardo & Smith,
*Bayesian Theory*, 1994, "Gamma-gamma distribution"). With completed points y, oldest to
newest, and age 0 for the newest:

    weights    w ∝ 2^(−age/3), Σw = 1            the past counts half every three sprints
    evidence   n* = 1/Σw²                         how many equal sprints that is worth (Kish)
    level      m = Σwy
    spread     cv² = Σw(y−m)² / ((1−Σw²)·m²)      unbiased for weighted sprints
    shrunk     c² = (8·c0² + (n*−1)·cv²) / (8 + n*−1)
    shape      α = 1/c², kept within 0.15 … 12;   n = min(n*, 4)

A sprint is Gamma(α, rate), the rate is known only as Gamma(nα, n·m), and so

    next sprint   q(p) = n·m·x/(1−x),  x = Beta⁻¹(p; α, nα)        c0 = 0.65
    B points      P(done within H sprints) = I_z(nα, Hα),
                  z = n·m/(n·m+B)                                  c0 = 0.75

Capacity is the share of a usual sprint that the *coming* sprint has. It scales that
sprint's whole distribution; later sprints are taken as usual, so H sprints together are
scaled by (H−1+capacity)/H.

Nothing here knows a person, a clock, a database or a second team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from reprlib import repr as short
from typing import Self

ENOUGH_SPRINTS = 3
REMEMBERED_SPRINTS = 60  # an older one would weigh less than a millionth
HORIZONS = 60
MOST_POINTS = 1_000_000
MOST_CAPACITY = 10

HALF_LIFE = 3
PRIOR_SPRINTS = 8
PRIOR_SPREAD_OF_A_SPRINT = 0.65
PRIOR_SPREAD_OF_A_RELEASE = 0.75
NARROWEST, WIDEST = 12, 0.15
MOST_EVIDENCE = 4


class UnusableNumber(ValueError):
    """A number no sprint can have. The message names it and says what is expected."""


class Refusal(Exception):
    """No honest forecast: ``reason`` says why, ``have`` sprints are there and ``need`` would do."""

    def __init__(self, reason: str, have: int, need: int) -> None:
        super().__init__(reason, have, need)
        self.reason, self.have, self.need = reason, have, need

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class NextSprint:
    """Points of the next sprint: it stays at or below ``p10`` with a probability of 10 %."""

    p05: float
    p10: float
    p15: float
    p25: float
    p50: float
    p75: float
    p85: float
    p90: float
    p95: float


PROBABILITIES = tuple(int(name[1:]) / 100 for name in NextSprint.__slots__)


@dataclass(frozen=True, slots=True)
class Pace:
    """What the past says: ``level`` points a sprint, as if from ``evidence`` sprints of shape α."""

    level: float
    evidence: float
    shape: float

    @classmethod
    def of(cls, history: Sequence[float], prior_spread: float) -> Self:
        """Learn from completed points, oldest first. Raises UnusableNumber and Refusal."""
        recent = _usable(history)
        top = max(recent)  # divided by it, no square leaves the range of a float
        points = [value / top for value in recent]
        weights = _weights(len(points))
        squares = sum(weight * weight for weight in weights)
        evidence = 1 / squares
        level = sum(map(mul, weights, points))
        variance = sum(map(mul, weights, ((value - level) ** 2 for value in points))) / (1 - squares)
        prior, own = PRIOR_SPRINTS * prior_spread**2, (evidence - 1) * variance / level**2
        spread = (prior + own) / (PRIOR_SPRINTS + evidence - 1)
        shape = min(max(1 / spread, WIDEST), NARROWEST)
        return cls(level * top, min(evidence, MOST_EVIDENCE), shape)

    def quantiles(self, probabilities: Sequence[float]) -> list[float]:
        """Points that one usual sprint stays below with these probabilities."""
        shares = _special().betaincinv(self.shape, self.evidence * self.shape, probabilities)
        return [self.evidence * self.level * share / (1 - share) for share in shares.tolist()]

    def reach(self, points: float, sprints: Sequence[int], capacity: float) -> list[float]:
        """Probabilities of ``points`` within so many sprints, the first at this capacity."""
        if points == 0:
            return [1.0] * len(sprints)
        known = [self.evidence * self.level * (count - 1 + capacity) / count for count in sprints]
        shares = [amount / (amount + points) for amount in known]
        shapes = [count * self.shape for count in sprints]
        return _special().betainc(self.evidence * self.shape, shapes, shares).tolist()


def next_sprint(history: Sequence[float], capacity: float | None = None) -> NextSprint:
    """Quantiles of the next sprint's completed points.

    ``history`` is completed points per sprint, oldest first; ``capacity`` the next sprint's
    share of a usual one (None: usual). Raises Refusal when the past says too little and
    UnusableNumber for a number no sprint can have.
    """
    share = _share(capacity)
    pace = Pace.of(history, PRIOR_SPREAD_OF_A_SPRINT)
    return NextSprint(*(share * points for points in pace.quantiles(PROBABILITIES)))


def chance(history: Sequence[float], points: float, capacity: float | None = None) -> float:
    """Probability that the next sprint completes at least ``points``. Raises as next_sprint."""
    share = _share(capacity)
    pace = Pace.of(history, PRIOR_SPREAD_OF_A_SPRINT)
    return pace.reach(usable_points(points, "The points to reach"), [1], share)[0]


def finish(
    history: Sequence[float],
    backlog: float,
    horizons: int = HORIZONS,
    capacity: float | None = None,
) -> list[float]:
    """Probabilities that ``backlog`` points are done within 1, 2, … ``horizons`` sprints.

    Never falls with more sprints. Raises as next_sprint.
    """
    share = _share(capacity)
    pace = Pace.of(history, PRIOR_SPREAD_OF_A_RELEASE)
    chances = pace.reach(usable_points(backlog, "The backlog"), range(1, horizons + 1), share)
    # Above usual capacity the scaled sum may lose a hair in the far tail; work stays done.
    return list(accumulate(chances, max))


def usable_points(value: float, name: str) -> float:
    """``value`` if a sprint or backlog can have so many points, else UnusableNumber by ``name``."""
    return _number(value, name, MOST_POINTS)


def _weights(count: int) -> list[float]:
    raw = [2 ** (-age / HALF_LIFE) for age in reversed(range(count))]
    total = sum(raw)
    return [weight / total for weight in raw]


def _usable(history: Sequence[float]) -> list[float]:
    points = [usable_points(value, f"Sprint {place} of the history") for place, value in enumerate(history, start=1)]
    have = len(points)
    if have < ENOUGH_SPRINTS:
        raise Refusal(
            f"A forecast needs {ENOUGH_SPRINTS} finished sprints, and there are {have}.",
            have,
            ENOUGH_SPRINTS,
        )
    recent = points[-REMEMBERED_SPRINTS:]
    if not any(recent):
        raise Refusal("No finished sprint has completed points, so there is no pace to go by.", 0, 1)
    return recent


def _share(capacity: float | None) -> float:
    return 1.0 if capacity is None else _number(capacity, "The capacity", MOST_CAPACITY)


def _number(value: float, name: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:  # nan is not
        raise UnusableNumber(f"{name} is {short(value)}; it must be a number from 0 to {most:,}.")
    return value


def _special():
    """SciPy's beta functions: 0.4 s and 40 MB, paid once and only by a process that forecasts."""
    from scipy import special

    return special
