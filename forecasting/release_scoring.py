"""How often release forecasts were right, and how sharp they were: rolling-origin scores.

After every run of k sprints a piece of work of 2, 4 and 8 mean sprints (of that run) is forecast. An origin counts
where the team has at least three times as many sprints left, whether the work was done in them or not: leaving out
what was not finished would make every method look too pessimistic. Every team weighs the same.

- coverage: a finish falls on a whole sprint, so it stands for all chances between "done a sprint earlier" and "done by
  then" (randomised probability integral transform: Czado, Gneiting & Held, *Biometrics* 65, 2009). The part that
  lies inside the central 50, 80 and 90 %, and up to 85 %, is what held; the error is its mean distance from what was
  promised.
- rps: ranked probability score, the summed squared distance between the chances and what came, in sprints (Gneiting &
  Raftery, *J. American Statistical Association* 102, 2007).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from forecasting.rules import HORIZONS, Refusal, finish

Method = Callable[[Sequence[float], float], list[float]]

SPRINTS_OF_WORK = (2, 4, 8)
ROOM = 3
INSIDE = {"50": (0.25, 0.75), "80": (0.1, 0.9), "90": (0.05, 0.95), "by_85": (0.0, 0.85)}


@dataclass(frozen=True, slots=True)
class ReleaseScore:
    """One method over all teams; ``rps`` in sprints, the lower the better."""

    teams: int
    forecasts: int
    refused: int
    coverage: dict[str, float]
    coverage_error: float
    rps: float


@dataclass(frozen=True, slots=True)
class _Trial:
    """One forecast against what came."""

    held: dict[str, float]
    rps: float


def score_releases(
    teams: Mapping[str, Sequence[float]], lengths: Sequence[int], method: Method = finish
) -> ReleaseScore | None:
    """Score ``method`` on completed points per team, oldest first, with histories of these lengths.

    None when no team has a long enough past for a single forecast.
    """
    outcomes = [list(_outcomes(points, lengths, method)) for points in teams.values()]
    trials = [kept for kept in ([trial for trial in outcome if trial] for outcome in outcomes) if kept]
    if not trials:
        return None
    coverage = {name: fmean(fmean(trial.held[name] for trial in team) for team in trials) for name in INSIDE}
    return ReleaseScore(
        teams=len(trials),
        forecasts=sum(map(len, trials)),
        refused=sum(outcome.count(None) for outcome in outcomes),
        coverage=coverage,
        coverage_error=fmean(abs(coverage[name] - (high - low)) for name, (low, high) in INSIDE.items()),
        rps=fmean(fmean(trial.rps for trial in team) for team in trials),
    )


def _outcomes(points: Sequence[float], lengths: Sequence[int], method: Method) -> Iterator[_Trial | None]:
    """A trial for every piece of work that has room, None for every refusal."""
    for length in lengths:
        for end in range(length, len(points)):
            for sprints in SPRINTS_OF_WORK:
                if len(points) - end >= ROOM * sprints:
                    yield _trial(points[end - length : end], points[end : end + HORIZONS], sprints, method)


def _trial(history: Sequence[float], came: Sequence[float], sprints: int, method: Method) -> _Trial | None:
    work = sprints * fmean(history)
    try:
        said = method(history, work)
    except Refusal:
        return None
    finished = _finished(came, work)
    done = [finished is not None and count >= finished for count in range(1, (HORIZONS if finished else len(came)) + 1)]
    rps = sum((chance - fact) ** 2 for chance, fact in zip(said, done, strict=False))
    before, by = _stands_for(said, finished, len(came))
    return _Trial({name: _share(before, by, *edges) for name, edges in INSIDE.items()}, rps)


def _finished(came: Sequence[float], work: float) -> int | None:
    total = 0.0
    for count, points in enumerate(came, start=1):
        total += points
        if total >= work:
            return count
    return None


def _stands_for(said: Sequence[float], finished: int | None, seen: int) -> tuple[float, float]:
    """The chances that a finish in this sprint, or one later than all that were seen, stands for."""
    if finished is None:
        return said[seen - 1], 1.0
    return (said[finished - 2] if finished > 1 else 0.0), said[finished - 1]


def _share(before: float, by: float, low: float, high: float) -> float:
    """Which part of before … by lies inside low … high; where they are one point, whether it does."""
    if by - before < 1e-12:
        return float(low <= by <= high)
    return max(0.0, min(by, high) - max(before, low)) / (by - before)
