"""Were the probabilities right as often as they said? The cells of ../shared/data/FORECASTING.md, method by method.

Every line's floor is the bar of its cell, so a ratio of at most 1 means that it holds. What holds is said in words on
stderr. The engine's constants were chosen on these teams; `calibration.left_out` says what that is worth: for each
board the prior is chosen anew on all the others, and the board is scored with it.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy

from bench import Reading, figure
from bench import yardsticks as field
from forecasting.release_scoring import score_releases
from forecasting.rules import finish, next_sprint
from forecasting.rules.spread import usual_prior
from forecasting.scoring import PROMISED, Score, score

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MOST_EMPTY = 0.1
# A fortnight series has hundreds of origins that overlap; every so many of its stretches are enough.
STRETCH, STRETCHES = 40, 3
STEADY_TEAMS, STEADY_SPRINTS = 45, 13
STEADY_SHARES, CENTRES = (0.16, 0.32, 0.48), (0.57, 0.7, 0.86)

Teams = Mapping[str, Sequence[float]]

NEXT = {
    "engine": next_sprint,
    "candidate": field.candidate,
    "bootstrap": field.bootstrap,
    "normal": field.normal,
    "best_and_worst": field.best_and_worst,
    "ten_percent": field.ten_percent,
}
RELEASE = {
    "engine": finish,
    "candidate": field.candidate_release,
    "bootstrap": field.bootstrap_release,
    "normal": field.normal_release,
    "best_and_worst": field.best_and_worst_release,
    "ten_percent": field.ten_percent_release,
}


class Cell(NamedTuple):
    """One row of the bar: teams, lengths of history, and the most that error and sharpness may be."""

    teams: Callable[[], Teams]
    lengths: range
    error: float
    sharpness: float


@cache
def boards() -> Teams:
    """Real sprints of tier A."""
    return _series("sprints.csv", "team", "completed_points", only=("tier", "A"))


@cache
def fortnights() -> Teams:
    """Points per fortnight where at most one in ten is empty, cut into stretches as long as a team's memory."""
    whole = _series("fortnight_throughput.csv", "project", "points_resolved")
    busy = {name: points for name, points in whole.items() if points.count(0) <= MOST_EMPTY * len(points)}
    return {
        f"{name} {start}": points[start : start + STRETCH]
        for name, points in busy.items()
        for start in numpy.linspace(0, max(len(points) - STRETCH, 0), STRETCHES, dtype=int).tolist()
    }


@cache
def steady() -> Teams:
    """Simulated teams with a coefficient of variation of 0.15 to 0.35: gamma, normal and log-normal by turns."""
    return {name: points for name, (points, _) in _simulated().items()}


@cache
def _simulated() -> dict[str, tuple[list[float], float]]:
    """Points of each simulated team, and the width of its true central 80 %."""
    dice = numpy.random.default_rng(20261125)
    made = {}
    for number in range(STEADY_TEAMS):
        spread, mean = dice.uniform(0.15, 0.35), dice.uniform(15, 60)
        draws = _drawn(dice, number % 3, spread, mean, 20_000)
        low, high = numpy.quantile(draws, (0.1, 0.9))
        made[f"steady {number}"] = (numpy.round(draws[:STEADY_SPRINTS]).tolist(), float(high - low))
    return made


def _drawn(dice: numpy.random.Generator, kind: int, spread: float, mean: float, count: int) -> numpy.ndarray:
    if kind == 0:
        return dice.gamma(1 / spread**2, mean * spread**2, count)
    if kind == 1:
        return numpy.maximum(0, dice.normal(mean, spread * mean, count))
    sigma = numpy.sqrt(numpy.log1p(spread**2))
    return dice.lognormal(numpy.log(mean) - sigma**2 / 2, sigma, count)


def _series(file: str, team: str, points: str, only: tuple[str, str] | None = None) -> dict[str, list[float]]:
    if not (DATA / file).exists():
        raise FileNotFoundError(f"{DATA / file} is not there; the real sprints are needed to measure on.")
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with (DATA / file).open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if only is None or row[only[0]] == only[1]:
                found[row[team]].append((int(row["seq"]), float(row[points])))
    return {name: [value for _, value in sorted(rows)] for name, rows in found.items()}


NEXT_CELLS = {
    "boards_3_6": Cell(boards, range(3, 7), 0.03, 0.93),
    "boards_8_12": Cell(boards, range(8, 13), 0.04, 0.95),
    "fortnights_3_6": Cell(fortnights, range(3, 7), 0.05, 0.95),
    "fortnights_8_12": Cell(fortnights, range(8, 13), 0.05, 0.95),
    "steady_6_12": Cell(steady, range(6, 13), 0.05, 1.35),
}
RELEASE_CELLS = {
    "release_3_5": Cell(boards, range(3, 6), 0.05, 0.90),
    "release_8_12": Cell(boards, range(8, 13), 0.08, 0.88),
    "release_fortnights_3_5": Cell(fortnights, range(3, 6), 0.05, 0.90),
    "release_fortnights_8_12": Cell(fortnights, range(8, 13), 0.08, 0.88),
}


def _names(cells: Mapping[str, Cell], methods: Mapping[str, Callable]) -> list[str]:
    return [f"calibration.{cell}.{way}.{what}" for cell in cells for way in methods for what in ("error", "sharpness")]


@figure(*_names(NEXT_CELLS, NEXT), unit="coverage error, or pinball of mean ± z·sd (steady: width of an oracle's 80 %)")
def next_sprints() -> dict[str, Reading]:
    """Coverage error and sharpness of the next sprint's quantiles."""
    found = {}
    for name, cell in NEXT_CELLS.items():
        for way, method in NEXT.items():
            scored = score(cell.teams(), cell.lengths, method)
            sharp = _width(method, cell.lengths) if cell.teams is steady else scored.pinball
            found |= _readings(name, way, cell, scored.coverage_error, sharp, scored.forecasts)
    return found


@figure(*_names(RELEASE_CELLS, RELEASE), unit="coverage error, or ranked probability score of the bootstrap")
def releases() -> dict[str, Reading]:
    """Coverage error and sharpness of the sprint in which 2, 4 and 8 mean sprints of work are done."""
    found = {}
    for name, cell in RELEASE_CELLS.items():
        plain = score_releases(cell.teams(), cell.lengths, field.bootstrap_release)
        for way, method in RELEASE.items():
            scored = score_releases(cell.teams(), cell.lengths, method)
            found |= _readings(name, way, cell, scored.coverage_error, scored.rps / plain.rps, scored.forecasts)
    return found


@figure("calibration.left_out.error", "calibration.left_out.sharpness", unit="as boards_3_6, each board unseen")
def left_out() -> dict[str, Reading]:
    """Coverage error and pinball (mean of ratios) where no board had a say in the prior that it is scored with."""
    lengths = NEXT_CELLS["boards_3_6"].lengths
    alone = {
        name: [score({name: points}, lengths, method) for method in _priors()] for name, points in boards().items()
    }
    scored = []
    for name, scores in alone.items():
        others = [other for team, other in alone.items() if team != name]
        faults = [_error(of) + fmean(one.pinball for one in of) for of in zip(*others, strict=True)]
        scored.append(scores[faults.index(min(faults))])
    sharp, count = fmean(one.pinball for one in scored), sum(one.forecasts for one in scored)
    found = _readings("left_out", "", NEXT_CELLS["boards_3_6"], _error(scored), sharp, count)
    return {name.replace("..", "."): reading for name, reading in found.items()}


def _error(scored: Sequence[Score]) -> float:
    """Coverage error over boards that were scored one by one."""
    return fmean(abs(fmean(one.coverage[what] for one in scored) - share) for what, share in PROMISED.items())


def _priors() -> list[Callable]:
    """The engine with the priors that may be chosen from."""
    return [partial(next_sprint, prior=usual_prior(*constants)) for constants in product(STEADY_SHARES, CENTRES)]


def _width(method: Callable, lengths: range) -> float:
    """Mean over teams of the central 80 %'s width, in widths of who knows the distribution."""
    ratios = [
        float(numpy.mean([_inner(method(points[end - k : end])) for k in lengths for end in range(k, len(points))]))
        / true
        for points, true in _simulated().values()
    ]
    return float(numpy.mean(ratios))


def _inner(said) -> float:
    return said.p90 - said.p10


def _readings(cell: str, way: str, bar: Cell, error: float, sharpness: float, count: int) -> dict[str, Reading]:
    stem = f"calibration.{cell}.{way}"
    held = " and ".join(
        f"{what} {value:.3f} {'holds' if value <= most else 'misses'} {most}"
        for what, value, most in (("error", error, bar.error), ("sharpness", sharpness, bar.sharpness))
    )
    sys.stderr.write(f"{cell:24} {way:15} {held}\n")
    return {
        f"{stem}.error": Reading(round(error, 4), bar.error, count),
        f"{stem}.sharpness": Reading(round(sharpness, 4), bar.sharpness, count),
    }
