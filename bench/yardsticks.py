"""What the field ships, and the candidate of FORECASTING.md: what the engine is measured against."""

from collections.abc import Sequence
from statistics import fmean

import numpy
from scipy import special

from forecasting.rules import HORIZONS, PROBABILITIES, NextSprint
from forecasting.rules.numbers import usable_history
from forecasting.scoring import mean_and_deviation

DRAWS = 10_000
# Enough for a score, since the error of a chance from so many draws is below 2 %.
DRAWS_OF_A_SCORE = 1_000

COUNTS = numpy.arange(1, HORIZONS + 1)


def _candidate(history: Sequence[float], prior_spread: float) -> tuple[float, float, float]:
    """Level, evidence and shape of the shrunk gamma–gamma model."""
    points = numpy.asarray(usable_history(history), dtype=float)
    weights = 2.0 ** (-numpy.arange(len(points))[::-1] / 3)
    weights /= weights.sum()
    squares = float(weights @ weights)
    evidence, level = 1 / squares, float(weights @ points)
    spread = float(weights @ (points - level) ** 2) / ((1 - squares) * level**2)
    shrunk = (8 * prior_spread**2 + (evidence - 1) * spread) / (8 + evidence - 1)
    return level, min(evidence, 4), min(max(1 / shrunk, 0.15), 12)


def candidate(history: Sequence[float]) -> NextSprint:
    """Empirical-Bayes gamma–gamma in closed form, c0 = 0.65."""
    level, evidence, shape = _candidate(history, 0.65)
    shares = special.betaincinv(shape, evidence * shape, PROBABILITIES)
    return NextSprint(*(evidence * level * shares / (1 - shares)).tolist())


def candidate_release(history: Sequence[float], work: float) -> list[float]:
    """The same for a release, c0 = 0.75."""
    level, evidence, shape = _candidate(history, 0.75)
    known = evidence * level
    return special.betainc(evidence * shape, COUNTS * shape, known / (known + work)).tolist()


def bootstrap(history: Sequence[float]) -> NextSprint:
    """Monte Carlo over past velocities: for one sprint, the quantiles of the past."""
    return NextSprint(*numpy.quantile(usable_history(history), PROBABILITIES).tolist())


def bootstrap_release(history: Sequence[float], work: float, draws: int = DRAWS_OF_A_SCORE) -> list[float]:
    """Monte Carlo over past velocities, with the same dice for every question."""
    dice = numpy.random.default_rng(7)
    totals = dice.choice(usable_history(history), (draws, HORIZONS)).cumsum(axis=1)
    return (totals >= work).mean(axis=0).tolist()


def normal(history: Sequence[float]) -> NextSprint:
    """Mean ± z·sd."""
    return mean_and_deviation(usable_history(history))


def normal_release(history: Sequence[float], work: float) -> list[float]:
    """Mean ± z·sd of a sum of independent sprints."""
    points = usable_history(history)
    spread = max(float(numpy.std(points, ddof=1)), 1e-9)
    return special.ndtr((COUNTS * fmean(points) - work) / (spread * numpy.sqrt(COUNTS))).tolist()


def _lines(low: float, middle: float, high: float) -> NextSprint:
    return NextSprint(*(low if share < 0.5 else high if share > 0.5 else middle for share in PROBABILITIES))


def _between(low: float, high: float, work: float) -> list[float]:
    """Two dates and nothing else: 5 % before the early one, 95 % from the late one on, half in between."""
    return [0.95 if count * low >= work else 0.5 if count * high >= work else 0.05 for count in COUNTS.tolist()]


def ten_percent(history: Sequence[float]) -> NextSprint:
    """Average ± 10 %."""
    mean = fmean(usable_history(history))
    return _lines(0.9 * mean, mean, 1.1 * mean)


def ten_percent_release(history: Sequence[float], work: float) -> list[float]:
    """Dates from average ± 10 %."""
    mean = fmean(usable_history(history))
    return _between(0.9 * mean, 1.1 * mean, work)


def best_and_worst(history: Sequence[float]) -> NextSprint:
    """The means of the best and of the worst three sprints."""
    points = sorted(usable_history(history))
    return _lines(fmean(points[:3]), fmean(points), fmean(points[-3:]))


def best_and_worst_release(history: Sequence[float], work: float) -> list[float]:
    """Dates from the best and the worst three sprints."""
    points = sorted(usable_history(history))
    return _between(fmean(points[:3]), fmean(points[-3:]), work)
