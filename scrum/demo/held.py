"""The standups that team Pulse has held in its running sprint, so that its meeting time is a real one."""

from collections.abc import Callable
from datetime import date, datetime

from ceremonies.meeting.services import close_meeting, take_seat
from ceremonies.meeting.walking import begin
from ceremonies.models import Meeting
from ceremonies.standup.services.turns import open_standup
from teams.models import Team, User

WHO = ("aisha", "tomasz", "priya", "leo", "daniel")
MINUTES = (14, 11, 17, 12, 13)
At = Callable[[date, str, Callable[[datetime], object]], None]


def lay_out(team: Team, users: dict[str, User], days: list[date], written_on: list[int], at: At) -> None:
    """Puts a standup on each working day before today, besides days in writing."""
    met = [day for day in days[:-1] if day.weekday() not in written_on]
    for number, day in enumerate(met):
        at(day, "09:15", lambda now: _begin(team, users, now))
        at(day, f"09:{15 + MINUTES[number % len(MINUTES)]}", lambda now: _close(team, users["maren"], now))


def _begin(team: Team, users: dict[str, User], now: datetime) -> None:
    meeting = open_standup(team=team, actor=users["maren"], now=now)
    for name in WHO:
        take_seat(meeting=meeting, user=users[name], is_voter=True, now=now)
    begin(meeting=meeting, actor=users["maren"], now=now)


def _close(team: Team, actor: User, now: datetime) -> None:
    meeting = Meeting.objects.open().of_kind("standup").get(team=team)
    close_meeting(meeting=meeting, actor=actor, now=now)
