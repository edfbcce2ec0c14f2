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

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any, Self

from forecasting.rules.numbers import usable_history
from forecasting.rules.spread import SPREADS, Weights, fading, posterior

LEVEL_HALF_LIFE = 4
MOST_EVIDENCE = 6
DRIFT = 0.05
SHAPES = tuple(1 / spread**2 for spread in SPREADS)

# Where quantiles are searched for, as logarithms of a share of the level, and how often that range is halved: until
# no digit moves, or until none would be seen in a drawing.
LOWEST, HIGHEST, EXACT, DRAWN = -28.0, 14.0, 36, 22
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
        self, probabilities: Sequence[float], sprints: Sequence[int], capacity: float, halvings: int = DRAWN
    ) -> list[list[float]]:
        """Points that so many sprints together, the first at this capacity, stay below with these probabilities."""
        numpy, _ = _numeric()
        ahead = self._ahead(sprints, 1.0)
        wanted = numpy.asarray(probabilities)
        low, high = (numpy.full((len(sprints), len(wanted)), edge) for edge in (LOWEST, HIGHEST))
        for _ in range(halvings):
            middle = (low + high) / 2
            below = 1 - ahead.exceeding(self.level * numpy.exp(middle)) < wanted
            low, high = numpy.where(below, middle, low), numpy.where(below, high, middle)
        return (self._ahead(sprints, capacity).scale * numpy.exp(high)).tolist()

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


def _numeric():
    """NumPy and SciPy's special functions: 0.4 s and 40 MB, paid once and only by a process that forecasts."""
    import numpy
    from scipy import special

    return numpy, special
