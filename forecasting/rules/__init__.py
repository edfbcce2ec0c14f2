"""Probabilities for the next sprint and for a backlog, from completed points alone.

One method for all teams. ``pace`` holds the distribution of a sprint, ``spread`` what is believed about how much
sprints differ, ``numbers`` what is refused. Three things are added here:

Capacity is the share of a usual sprint that the *coming* sprint has. It scales that sprint's whole distribution; later
sprints are taken as usual, so H sprints together are scaled by (H−1+capacity)/H. The history is expected in points of
usual sprints: ``at_usual_length`` turns a sprint of other length or staffing into one.

Growth is the scope that is added to a backlog per sprint, on average: B points that grow by g are done within H sprints
when H sprints bring B + g·H.

Nothing here knows a person, a clock, a database or a second team by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean

from forecasting.rules.numbers import (
    ENOUGH_SPRINTS,
    MOST_CAPACITY,
    MOST_POINTS,
    Refusal,
    UnusableNumber,
    usable_points,
    usable_share,
)
from forecasting.rules.pace import Pace
from forecasting.rules.spread import Weights, prior_of, usual_prior

__all__ = [
    "ENOUGH_SPRINTS",
    "HORIZONS",
    "MOST_CAPACITY",
    "MOST_POINTS",
    "PROBABILITIES",
    "NextSprint",
    "Refusal",
    "UnusableNumber",
    "Weights",
    "at_usual_length",
    "chance",
    "finish",
    "next_sprint",
    "prior_of",
    "progress",
    "scope_growth",
    "sprints_until",
    "usable_points",
]

HORIZONS = 60
LEAST_SHARE = 0.25  # a sprint at a tenth of the usual length says little about usual ones, and not ten times as much
RECENT_SCOPE = 8


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


def next_sprint(history: Sequence[float], capacity: float | None = None, *, prior: Weights | None = None) -> NextSprint:
    """Quantiles of the next sprint's completed points.

    ``history`` is completed points per sprint, oldest first; ``capacity`` the next sprint's share of a usual one (None:
    usual); ``prior`` what other teams taught (``prior_of``; None: nothing). Raises Refusal when the past says too
    little and UnusableNumber for a number no sprint can have.
    """
    share = usable_share(capacity)
    return NextSprint(*(share * points for points in _pace(history, prior).quantiles(PROBABILITIES)))


def chance(
    history: Sequence[float], points: float, capacity: float | None = None, *, prior: Weights | None = None
) -> float:
    """Probability that the next sprint completes at least ``points``. Raises as next_sprint."""
    share = usable_share(capacity)
    pace = _pace(history, prior)
    return pace.reach([usable_points(points, "The points to reach")], [1], share)[0]


def finish(
    history: Sequence[float],
    backlog: float,
    horizons: int = HORIZONS,
    capacity: float | None = None,
    *,
    growth: float = 0.0,
    prior: Weights | None = None,
) -> list[float]:
    """Probabilities that ``backlog`` points are done within 1, 2, … ``horizons`` sprints.

    ``growth`` is the scope that every sprint adds, in points; a backlog that is empty stays done. Never falls with more
    sprints. Raises as next_sprint.
    """
    share = usable_share(capacity)
    pace = _pace(history, prior)
    left, added = usable_points(backlog, "The backlog"), usable_points(growth, "The growth of the scope")
    counts = range(1, horizons + 1)
    chances = pace.reach([left and left + added * count for count in counts], counts, share)
    # Where scope grows or the level is unsure, a later sprint alone may look worse; work stays done.
    return list(accumulate(chances, max))


def progress(
    history: Sequence[float],
    probabilities: Sequence[float],
    sprints: int,
    capacity: float | None = None,
    *,
    prior: Weights | None = None,
) -> list[list[float]]:
    """The fan of a burn-up: for 1, 2, … ``sprints`` sprints, the points done by then that so many futures stay below.

    One list per sprint, with one value per probability (each between 0 and 1). Raises as next_sprint.
    """
    share = usable_share(capacity)
    pace = _pace(history, prior)
    rows = pace.totals(probabilities, range(1, sprints + 1), share)
    return [list(row) for row in accumulate(rows, lambda above, row: [*map(max, above, row)])]


def sprints_until(chances: Sequence[float], probability: float) -> int | None:
    """The first number of sprints within which it is done with this probability; None: not within those asked for."""
    return next((count for count, done in enumerate(chances, start=1) if done >= probability), None)


def scope_growth(net_changes: Sequence[float]) -> float:
    """Points that a sprint adds to a scope: the mean of the latest changes (added − removed ± re-estimated).

    At least 0: a scope that has shrunk is not taken as shrinking on.
    """
    recent = net_changes[-RECENT_SCOPE:]
    return max(0.0, fmean(recent)) if recent else 0.0


def at_usual_length(points: float, share: float) -> float:
    """What a sprint that had ``share`` of the usual length or staffing would have brought at the usual one."""
    return points / max(share, LEAST_SHARE)


def _pace(history: Sequence[float], prior: Weights | None) -> Pace:
    return Pace.of(history, prior or usual_prior())
