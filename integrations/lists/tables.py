"""A team's people, its calendar and what it agreed on in poker, as rows."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ceremonies.models import QueuedStory
from teams.availability.queries import calendar_of
from teams.models import Team

PEOPLE: Final = ("Name", "E-mail", "Roles", "Share in %", "What they do")
CALENDAR: Final = ("Date", "Name", "Day", "Off", "Share in %")
ESTIMATES: Final = ("Agreed on", "Session", "Issue key", "Summary", "Points before", "Points agreed", "Rounds")


def people_rows(team: Team) -> Iterator[tuple]:
    """The members, by name."""
    for member in team.memberships.current().select_related("user").order_by("user__name", "pk"):
        roles = ", ".join(member.role_names)
        yield member.user.name, member.user.email, roles, member.allocation, member.focus


def calendar_rows(team: Team, first: date, last: date) -> Iterator[tuple]:
    """One row for each person and day; why somebody is off is not told."""
    for person in calendar_of(team, first, last):
        for day in person.days:
            off = ", ".join(sorted(half.value for half in day.off))
            yield day.date.isoformat(), person.user.name, day.state.value, off, day.share


def estimate_rows(team: Team) -> Iterator[tuple]:
    """What was agreed on in poker rooms, latest first; never a card of anybody."""
    agreed = QueuedStory.objects.filter(room__meeting__team=team).exclude(agreed_at=None)
    for item in agreed.select_related("room__meeting").prefetch_related("rounds").order_by("-agreed_at", "-pk"):
        on, session = item.agreed_at.date().isoformat(), item.room.meeting.title
        before, agreed_on = ("" if it is None else float(it) for it in (item.points_before, item.agreed_points))
        yield on, session, item.key, item.title, before, agreed_on, len(item.rounds.all())
