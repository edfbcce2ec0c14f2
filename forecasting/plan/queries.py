"""Reads the forecast for a planned sprint: what was chosen against what this capacity usually brings."""

from dataclasses import dataclass

from forecasting import rules
from forecasting.plan.rules import Bar, Verdict, place_of, verdict_on
from forecasting.rules import NextSprint, Refusal
from forecasting.velocity.queries import past_of
from sprints.models import Sprint
from sprints.planning.queries import past_capacities, staffing_of, totals_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of a planned sprint: chosen `points`, capacity in `percent` of the usual where known, and the forecast.

    Without a forecast `refusal` says why; with nothing chosen there is no `chance` to speak of. It is made from the
    latest `finished_sprints`.
    """

    points: float
    percent: int | None
    expected: NextSprint | None = None
    chance: float | None = None
    refusal: Refusal | None = None
    finished_sprints: int = 0

    @property
    def bar(self) -> Bar:
        return Bar.of(self.points, self.expected)

    @property
    def verdict(self) -> Verdict | None:
        return None if self.chance is None else verdict_on(self.chance)

    @property
    def place(self) -> str:
        return place_of(self.points, self.expected) if self.expected else ""

    @property
    def of_a_hundred(self) -> int | None:
        """How many of a hundred such plans get done; never all and never none."""
        return None if self.chance is None else min(99, max(1, round(100 * self.chance)))


def outlook_of(sprint: Sprint) -> Outlook:
    """The forecast range of a planned sprint at its capacity, and the probability that all of the plan gets done."""
    points, percent = float(totals_of(sprint).points), _percent(sprint)
    share = None if percent is None else min(percent / 100, rules.MOST_CAPACITY)
    past = past_of(sprint.team)
    try:
        expected = past.next_sprint(share)
        chance = past.chance(min(points, rules.MOST_POINTS), share) if points else None
    except Refusal as refusal:
        return Outlook(points, percent, refusal=refusal)
    return Outlook(points, percent, expected, chance, finished_sprints=len(past.history))


def _percent(sprint: Sprint) -> int | None:
    """Capacity against past sprints; None while no past capacity is known, then the forecast takes it as usual."""
    return staffing_of(sprint).percent if any(past_capacities(sprint)) else None
