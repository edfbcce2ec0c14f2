"""How long a forecast takes, beside the bare bootstrap that the field ships."""

from collections.abc import Callable
from statistics import median
from time import process_time

import numpy

from bench import Reading, figure
from bench.yardsticks import DRAWS
from forecasting.rules import PROBABILITIES, finish, next_sprint

HISTORY = [21.0, 34.0, 18.0, 27.0, 30.0, 25.0]
WORK = 200
SPRINTS = 40
ROUNDS = 31


@figure("forecast.next", unit="ms")
def quantiles_of_one_team() -> Reading:
    """Nine quantiles of the next sprint."""
    return _beside_the_bootstrap(
        lambda: next_sprint(HISTORY), lambda totals: numpy.quantile(totals[:, 0], PROBABILITIES)
    )


@figure("forecast.release", unit="ms")
def sixty_horizons() -> Reading:
    """The probability of 200 points within 1, 2, … 60 sprints."""
    return _beside_the_bootstrap(lambda: finish(HISTORY, WORK), lambda totals: (totals >= WORK).mean(axis=0))


def _beside_the_bootstrap(ours: Callable, answer: Callable) -> Reading:
    """Median processor time over rounds in which both take turns: what others do on the machine plays no part."""
    dice = numpy.random.default_rng(1)

    def bare() -> None:
        answer(dice.choice(HISTORY, (DRAWS, SPRINTS)).cumsum(axis=1))

    ours(), bare()
    rounds = [(_milliseconds(ours), _milliseconds(bare)) for _ in range(ROUNDS)]
    value, floor = (median(column) for column in zip(*rounds, strict=True))
    return Reading(round(value, 3), round(floor, 3), n=ROUNDS)


def _milliseconds(act: Callable) -> float:
    before = process_time()
    act()
    return (process_time() - before) * 1000
