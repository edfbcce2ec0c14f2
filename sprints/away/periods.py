"""Sprints as periods that the calendar of a team offers."""

from datetime import date

from sprints.rules import SprintState
from teams.availability.periods import Period
from teams.models import Team


def sprint_periods(team: Team, today: date) -> list[Period]:
    """The running sprint and those planned after it, oldest first."""
    sprints = team.sprints.filter(state__in=[SprintState.ACTIVE, SprintState.PLANNED], end_date__gte=today)
    return [Period(str(one), one.start_date, one.end_date) for one in sprints.order_by("start_date", "number")[:3]]
