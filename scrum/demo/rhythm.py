"""When the demo's team meets."""

from datetime import datetime, time

from ceremonies.meeting.rules import Kind
from ceremonies.schedule.services import schedule_ceremony
from teams.models import Team
from teams.rules import TeamRole

# Kind, rhythm, weekdays, at, minutes.
RHYTHM = [
    (Kind.STANDUP, "weekly", (0, 1, 2, 3, 4), time(9, 15), 15),
    (Kind.REFINEMENT, "middle", (), time(10, 0), 60),
    (Kind.POKER, "weekly", (2,), time(14, 0), 45),
    (Kind.PLANNING, "first", (), time(10, 0), 60),
    (Kind.REVIEW, "last", (), time(14, 0), 60),
    (Kind.RETRO, "last", (), time(15, 30), 75),
]


def have_a_rhythm(team: Team, *, now: datetime) -> None:
    """The team's ceremonies stand in its calendar, put there by its first Scrum master."""
    members = team.memberships.current().select_related("user").order_by("pk")
    actor = next(member.user for member in members if TeamRole.SCRUM_MASTER in member.roles)
    for kind, rhythm, weekdays, at, minutes in RHYTHM:
        schedule_ceremony(
            team=team, kind=kind, rhythm=rhythm, weekdays=weekdays, at=at, minutes=minutes, actor=actor, now=now
        )
