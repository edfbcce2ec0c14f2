"""How long the house is without a child that was killed; ten seconds are promised."""

import time

from bench import Reading, figure
from bench.house import House

CHILDREN = {"restart.web": "scrum.web", "restart.worker": "celery", "restart.redis": "redis-server"}
LONGEST = 10.0


@figure(*CHILDREN, unit="s")
def restart() -> dict[str, Reading]:
    """From the kill until its successor runs and pages answer; the floor is the promise."""
    with House() as house:
        while not all(house.child(mark) for mark in CHILDREN.values()):
            time.sleep(0.05)
        return {name: Reading(round(_killed(house, mark), 2), floor=LONGEST) for name, mark in CHILDREN.items()}


def _killed(house: House, mark: str) -> float:
    killed, before = house.child(mark), time.perf_counter()
    killed.kill()
    while (child := house.child(mark)) is None or child.pid == killed.pid:
        time.sleep(0.01)
    house.await_page("/readyz")
    return time.perf_counter() - before
