"""Pure decisions about reports: what the latest sprint changed, how a record is put into words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forecasting.record.rules import Held
from forecasting.rules import NextSprint, Refusal
from forecasting.velocity.rules import FinishedSprint


@dataclass(frozen=True, slots=True)
class Change:
    """The latest finished sprint, and what is said of a usual sprint without it and with it, in points."""

    sprint: FinishedSprint
    before: NextSprint
    now: NextSprint


def change_by_latest(
    finished: Sequence[FinishedSprint],
    history: Sequence[float],
    now: NextSprint,
    method: Callable[[Sequence[float]], NextSprint],
) -> Change | None:
    """What the latest sprint changed; None where nothing could be said before it.

    ``history`` is what each of the finished sprints counts as, oldest first, and ``method`` the forecast from that.
    """
    try:
        before = method(history[:-1])
    except Refusal:
        return None
    return Change(finished[-1], before, now)


def latest_miss(held: Sequence[Held]) -> Held | None:
    """The newest forecast that did not hold, of those that are given oldest first."""
    return next((one for one in reversed(held) if not one.came_true), None)
