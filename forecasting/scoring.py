"""How often next-sprint forecasts were right, and how sharp they were: rolling-origin scores.

Every run of k sprints forecasts the sprint after it. In both figures every team weighs the same:

- coverage: how often the result lay inside the central 50, 80 and 90 %, and at or above the line
  that 85 % of sprints reach. Their mean distance from what was promised is the coverage error.
- pinball: mean pinball loss of the quantiles that bound those intervals, in units of the team's
  mean sprint, relative to the same loss of "mean ± z·sd". A proper score: it rewards forecasts
  that are sharp and honest (Gneiting & Raftery, *J. American Statistical Association* 102, 2007).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from statistics import NormalDist, fmean, stdev

from forecasting.rules import PROBABILITIES, NextSprint, Refusal, next_sprint

Method = Callable[[Sequence[float]], NextSprint]

CENTRAL = {"50": ("p25", "p75"), "80": ("p10", "p90"), "90": ("p05", "p95")}
REACHED = {"at_least_85": "p15"}
PROMISED = {"50": 0.5, "80": 0.8, "90": 0.9, "at_least_85": 0.85}
BOUNDS = {name: int(name[1:]) / 100 for name in ("p05", "p10", "p15", "p25", "p75", "p90", "p95")}


@dataclass(frozen=True, slots=True)
class Score:
    """One method over all teams; ``pinball`` below 1 beats mean ± z·sd, None: it lost nothing."""

    teams: int
    forecasts: int
    refused: int
    coverage: dict[str, float]
    coverage_error: float
    pinball: float | None


@dataclass(frozen=True, slots=True)
class _Trial:
    """One forecast against what came: what held, and both losses in mean sprints of the team."""

    held: dict[str, bool]
    loss: float
    reference: float


def score(teams: Mapping[str, Sequence[float]], lengths: Sequence[int], method: Method = next_sprint) -> Score | None:
    """Score ``method`` on completed points per team, oldest first, with histories of these lengths.

    None when no team is long enough for a single forecast.
    """
    outcomes = [list(_outcomes(points, lengths, method)) for points in teams.values()]
    trials = [kept for kept in ([trial for trial in outcome if trial] for outcome in outcomes) if kept]
    if not trials:
        return None
    coverage = {name: _over_teams(trials, partial(_held, name)) for name in PROMISED}
    reference = _over_teams(trials, attrgetter("reference"))
    return Score(
        teams=len(trials),
        forecasts=sum(map(len, trials)),
        refused=sum(outcome.count(None) for outcome in outcomes),
        coverage=coverage,
        coverage_error=fmean(abs(coverage[name] - share) for name, share in PROMISED.items()),
        pinball=_over_teams(trials, attrgetter("loss")) / reference if reference else None,
    )


def mean_and_deviation(history: Sequence[float]) -> NextSprint:
    """The yardstick of every score: quantiles of a normal with the history's mean and deviation."""
    centre, spread = fmean(history), stdev(history)
    return NextSprint(*(centre + spread * NormalDist().inv_cdf(share) for share in PROBABILITIES))


def _outcomes(points: Sequence[float], lengths: Sequence[int], method: Method) -> Iterator[_Trial | None]:
    """A trial for every forecast that some run of these lengths allows, None for every refusal."""
    for length in lengths:
        for end in range(length, len(points)):
            try:
                yield _trial(points[end - length : end], points[end], fmean(points), method)
            except Refusal:
                yield None


def _trial(history: Sequence[float], came: float, unit: float, method: Method) -> _Trial:
    said = method(history)
    held = {name: getattr(said, low) <= came <= getattr(said, high) for name, (low, high) in CENTRAL.items()}
    held |= {name: came >= getattr(said, line) for name, line in REACHED.items()}
    return _Trial(held, _pinball(said, came) / unit, _pinball(mean_and_deviation(history), came) / unit)


def _pinball(said: NextSprint, came: float) -> float:
    """Mean over the bounds: a miss above the line at p costs p a point, one below it 1 − p."""
    missed = {name: came - getattr(said, name) for name in BOUNDS}
    return fmean(max(share * missed[name], (share - 1) * missed[name]) for name, share in BOUNDS.items())


def _held(name: str, trial: _Trial) -> bool:
    return trial.held[name]


def _over_teams(trials: Sequence[Sequence[_Trial]], figure: Callable[[_Trial], float]) -> float:
    return fmean(fmean(map(figure, team)) for team in trials)
