"""The feed that calendar programs read (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from ceremonies.schedule.queries import name_of, page_of, upcoming
from teams.access import accessible_teams
from teams.models import Team, User

BACK, AHEAD = timedelta(days=14), timedelta(days=70)


def calendar_of(user: User, now: datetime, house: str) -> bytes:
    """The ceremonies of the teams that the person is in now, as iCalendar.

    Each has its own instant in UTC, so that no program needs to know when clocks change.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Truepace//Ceremonies//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Ceremonies")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for team in _teams_of(user):
        for event in _events(team, now, house):
            calendar.add_component(event)
    return calendar.to_ical()


def _teams_of(user: User) -> list[Team]:
    mine = set(user.team_memberships.current().values_list("team", flat=True))
    return [access.team for access in accessible_teams(user) if access.team.pk in mine]


def _events(team: Team, now: datetime, house: str) -> Iterable[Event]:
    for one in upcoming(team, now - BACK, now + AHEAD):
        event = Event()
        event.add("uid", f"{team.pk}-{one.kind}-{one.day:%Y%m%d}@truepace.invalid")
        event.add("dtstamp", now)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", f"{name_of(one.kind)}, {team.name}")
        event.add("url", house + page_of(one.kind, team))
        yield event
