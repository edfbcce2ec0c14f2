"""A team's pace: how many points a sprint brings, as a distribution.

For a given spread c (see ``spread``) the model is the gamma–gamma one in closed form (Bernardo & Smith, *Bayesian
Theory*, 1994, "Gamma-gamma distribution"). With completed points y, oldest to newest, and age 0 for the newest:

    weights    w ∝ 2^(−age/4), Σw = 1            the past counts half every four sprints
    level      m = Σwy
    evidence   n = min(1/Σw², 6)                  how many equal sprints that is worth (Kish), within reason
    shape      α = 1/c²

A sprint is Gamma(α, rate), and the rate is known only as Gamma(nα, n·m). Averaged over all spreads with weights π_c:

    next sprint    P(points ≤ y)           = Σ π_c · I_{y/(y+n·m)}(α, nα)
    B points       P(done within H sprints) = Σ π_c · I_z(n_H·α, H·α),  z = n_H·m/(n_H·m+B)

The level itself is a random walk (West & Harrison, *Bayesian Forecasting and Dynamic Models*, 1997), so what is known
about the mean of H sprints is worth less the further one looks: its variance grows nearly in proportion to H, hence
1/n_H = 1/n + drift·(H−1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any, Self

from forecasting.rules.numbers import usable_history
from forecasting.rules.spread import SPREADS, Weights, fading, posterior

LEVEL_HALF_LIFE = 4
MOST_EVIDENCE = 6
DRIFT = 0.06
SHAPES = tuple(1 / spread**2 for spread in SPREADS)

# Where quantiles are searched for, as logarithms of a share of the level; how often that range is halved, and how many
# steps of false position follow: until no digit moves, or until none would be seen in a drawing.
LOWEST, HIGHEST, HALVINGS, EXACT, DRAWN = -28.0, 14.0, 8, 7, 4
# Stands for nothing where it would divide nothing by nothing.
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Pace:
    """What the past says: ``level`` points a sprint, as if from ``evidence`` sprints, with a weight per spread."""

    level: float
    evidence: float
    weights: Weights

    @classmethod
    def of(cls, history: Sequence[float], prior: Weights) -> Self:
        """Learn from completed points, oldest first. Raises UnusableNumber and Refusal."""
        points = usable_history(history)
        weights = fading(len(points), LEVEL_HALF_LIFE)
        evidence = min(1 / sum(map(mul, weights, weights)), MOST_EVIDENCE)
        return cls(max(sum(map(mul, weights, points)), TINY), evidence, posterior(points, prior))

    def quantiles(self, probabilities: Sequence[float]) -> list[float]:
        """Points that one usual sprint stays below with these probabilities."""
        return self.totals(probabilities, [1], 1.0, EXACT)[0]

    def totals(
        self, probabilities: Sequence[float], sprints: Sequence[int], capacity: float, polish: int = DRAWN
    ) -> list[list[float]]:
        """Points that so many sprints together, the first at this capacity, stay below with these probabilities."""
        numpy, _ = _numeric()
        ahead, wanted = self._ahead(sprints, 1.0), numpy.asarray(probabilities)
        shape = (len(sprints), len(wanted))
        found = _root(lambda place: 1 - wanted - ahead.exceeding(self.level * numpy.exp(place)), shape, polish)
        return (self._ahead(sprints, capacity).scale * numpy.exp(found)).tolist()

    def reach(self, points: Sequence[float], sprints: Sequence[int], capacity: float) -> list[float]:
        """Probabilities that so many sprints, the first at this capacity, bring at least as many points each.

        ``points`` goes with ``sprints``, one by one.
        """
        numpy, _ = _numeric()
        wanted = numpy.asarray(points, dtype=float)[:, None]
        chances = self._ahead(sprints, capacity).exceeding(numpy.maximum(wanted, TINY))
        return numpy.where(wanted > 0, chances, 1.0)[:, 0].tolist()

    def _ahead(self, sprints: Sequence[int], capacity: float) -> "Ahead":
        numpy, _ = _numeric()
        count = numpy.asarray(sprints, dtype=float)[:, None]
        evidence = 1 / (1 / self.evidence + DRIFT * (count - 1))
        return Ahead(count, evidence, self.level * (count - 1 + capacity) / count, numpy.asarray(self.weights))


@dataclass(frozen=True, slots=True)
class Ahead:
    """Sprints that lie ahead, a row for each ``count``: what is known of their mean, ``scale``, in points."""

    count: Any
    evidence: Any
    scale: Any
    weights: Any

    def exceeding(self, points: Any) -> Any:
        """P(the sum ≥ points), for an array of points above 0 with the same rows."""
        numpy, special = _numeric()
        shapes, known = numpy.asarray(SHAPES), self.evidence * self.scale
        known = (known / (known + points))[..., None]
        alike = special.betainc(self.evidence[..., None] * shapes, self.count[..., None] * shapes, known)
        return numpy.clip(alike @ self.weights, 0.0, 1.0)


def _root(rising: Callable[[Any], Any], shape: tuple[int, int], polish: int) -> Any:
    """Where each element of a rising function is 0: halving, then false position with the Illinois rule.

    (Dowell & Jarratt, *BIT* 11, 1971: an end that stays twice counts half, so that both ends close in.)
    """
    numpy, _ = _numeric()
    low, high = numpy.full(shape, LOWEST), numpy.full(shape, HIGHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = rising(middle) < 0
        low, high = numpy.where(above, middle, low), numpy.where(above, high, middle)
    at_low, at_high = numpy.minimum(rising(low), -TINY), numpy.maximum(rising(high), TINY)
    moved = numpy.zeros(shape)  # which end moved last: 1 the lower, -1 the upper one
    for _ in range(polish):
        middle = low - at_low * (high - low) / (at_high - at_low)
        value = rising(middle)
        above = value < 0
        at_low = numpy.where(above, value, numpy.where(moved < 0, at_low / 2, at_low))
        at_high = numpy.where(above, numpy.where(moved > 0, at_high / 2, at_high), value)
        low, high = numpy.where(above, middle, low), numpy.where(above, high, middle)
        moved = numpy.where(above, 1, -1)
    return numpy.where(-at_low < at_high, low, high)


def _numeric():
    """NumPy and SciPy's special functions: 0.4 s and 40 MB, paid once and only by a process that forecasts."""
    import numpy
    from scipy import special

    return numpy, special
