"""How much a team's sprints differ from one another, as a weighted list of possible spreads.

A spread c is a coefficient of variation: the standard deviation of a sprint's points over their mean. It is never
known, so no single value is chosen. A forecast is averaged over ``SPREADS``, each weighted by

    prior(c) · likelihood(c)        likelihood: ν·s²/c² is nearly χ² with ν degrees of freedom

with s² the squared spread that the history shows (weighted, unbiased) and ν = (1/Σu² − 1)/(1 + c²): a sample variance
says less the longer the tail (for a gamma distribution its variance grows with 1 + 3c²; 1 + c² was fitted).

Before a team is known, two kinds of teams are possible: steady ones around c = 0.18 and others around c = 0.7. The
organisation's other teams move that prior: it counts as ``PRIOR_TEAMS`` teams, each other team as one.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import exp, lgamma, log
from operator import mul

from forecasting.rules.numbers import Refusal, UnusableNumber, usable_history

Weights = tuple[float, ...]

NARROWEST, WIDEST, STEPS = 0.1, 2.2, 20
SPREADS = tuple(NARROWEST * (WIDEST / NARROWEST) ** (step / (STEPS - 1)) for step in range(STEPS))

SPREAD_HALF_LIFE = 8
LEAST_SEEN = 0.05  # three equal sprints do not prove that the fourth will be the same
STEADY_SHARE = 0.32
STEADY_CENTRE, STEADY_WIDTH = 0.18, 0.25
OTHER_CENTRE, OTHER_WIDTH = 0.7, 0.4
PRIOR_TEAMS = 4


@cache
def usual_prior(steady_share: float = STEADY_SHARE, other_centre: float = OTHER_CENTRE) -> Weights:
    """What is believed about a team's spread before any sprint: two log-normals, as one weight per spread."""
    steady = [_bell(spread, STEADY_CENTRE, STEADY_WIDTH) for spread in SPREADS]
    other = [_bell(spread, other_centre, OTHER_WIDTH) for spread in SPREADS]
    return _normalised(steady_share * a + (1 - steady_share) * b for a, b in zip(steady, other, strict=True))


def prior_of(histories: Iterable[Sequence[float]]) -> Weights:
    """The prior for a team whose organisation has these other teams; of no use are those too young to say anything."""
    totals = [PRIOR_TEAMS * weight for weight in usual_prior()]
    for history in histories:
        try:
            known = posterior(usable_history(history), usual_prior())
        except (Refusal, UnusableNumber):
            continue
        totals = [total + weight for total, weight in zip(totals, known, strict=True)]
    return _normalised(totals)


def posterior(points: Sequence[float], prior: Weights) -> Weights:
    """Weights of SPREADS after these sprints (usable, oldest first, not all zero)."""
    seen, freedom = seen_spread(points)
    scores = [log(weight) + _evidence(seen, freedom, spread) for spread, weight in zip(SPREADS, prior, strict=True)]
    best = max(scores)
    return _normalised(exp(score - best) for score in scores)


def fading(count: int, half_life: float) -> list[float]:
    """Weights that sum to 1 for so many sprints, oldest first, each half as heavy as one ``half_life`` later."""
    raw = [2 ** (-age / half_life) for age in reversed(range(count))]
    total = sum(raw)
    return [weight / total for weight in raw]


def seen_spread(points: Sequence[float]) -> tuple[float, float]:
    """Squared coefficient of variation and the degrees of freedom behind it."""
    weights, top = fading(len(points), SPREAD_HALF_LIFE), max(points)
    squares = sum(map(mul, weights, weights))
    shares = [value / top for value in points]  # divided by it, no square leaves the range of a float
    level = sum(map(mul, weights, shares))
    variance = sum(weight * (share / level - 1) ** 2 for weight, share in zip(weights, shares, strict=True))
    return max(variance / (1 - squares), LEAST_SEEN**2), 1 / squares - 1


def _evidence(seen: float, freedom: float, spread: float) -> float:
    """Log density of a sample variance ``seen`` where c² is true: s²·ν/c² ~ χ²(ν)."""
    half = freedom / (1 + spread**2) / 2
    share = seen / spread**2
    return half * log(half) - lgamma(half) + half * log(share) - half * share


def _bell(spread: float, centre: float, width: float) -> float:
    return exp(-((log(spread / centre) / width) ** 2) / 2) / width


def _normalised(weights: Iterable[float]) -> Weights:
    kept = [max(weight, 1e-12) for weight in weights]
    total = sum(kept)
    return tuple(weight / total for weight in kept)
