"""How soon the house is open, and how large it is at rest."""

import time

from bench import Reading, figure
from bench.house import PROJECT, House

FIRST_PAGE = "/accounts/login/"
# Seconds after which nothing of the start is still going on.
REST = 5
STARTS = 3


@figure("start.seconds", unit="s")
def start_seconds() -> Reading:
    """From bin/run to the first page, everything being set up and the data there; the median."""
    with House(command=(str(PROJECT / "bin" / "run"),)) as house:
        house.stop()
        taken = sorted(_one_start(house) for _ in range(STARTS))
    return Reading(round(taken[STARTS // 2], 2), n=STARTS)


def _one_start(house: House) -> float:
    before = time.perf_counter()
    house.start()
    house.await_page(FIRST_PAGE)
    taken = time.perf_counter() - before
    house.stop()
    return taken


@figure("start.memory", unit="MB")
def start_memory() -> Reading:
    """All processes at rest, after a first page."""
    with House() as house:
        house.await_page(FIRST_PAGE)
        time.sleep(REST)
        processes = len(house.processes())
        return Reading(round(house.memory() / 1e6, 1), n=processes)
