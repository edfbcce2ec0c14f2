"""The ceremony that is next: a room that is open, else what the schedule has within a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from ceremonies.meeting.rules import KIND_NAMES, Kind, State
from ceremonies.models import Meeting
from ceremonies.schedule.queries import page_of, upcoming
from ceremonies.schedule.rules import Occurrence
from ceremonies.today.readiness import readiness_of
from ceremonies.today.rules import Readiness, begins_in_words, then_in_words
from teams.models import Team

LOOKED_AHEAD = timedelta(days=7)
# A room that nobody closed is no news any more after this long.
STALE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class NextUp:
    """What the head of Today says: a line of when, a sentence, and where its button leads."""

    when: str
    said: str
    minutes: int | None
    readiness: Readiness
    address: str
    is_open: bool


def next_up(team: Team, coming: list[Occurrence], now: datetime) -> NextUp | None:
    """None when no room is open and the schedule has nothing; `coming` is `coming_up(…)`."""
    if room := _open_room(team, now):
        return _of_room(room, team, now)
    return _of_schedule(coming, team, now.astimezone(team.zone)) if coming else None


def coming_up(team: Team, now: datetime) -> list[Occurrence]:
    return upcoming(team, now, now + LOOKED_AHEAD)


def _open_room(team: Team, now: datetime) -> Meeting | None:
    """The newest; rooms without a meeting have their own offers."""
    rooms = team.meetings.open().filter(created_at__gte=now - STALE).exclude(poker__deadline__isnull=False)
    return rooms.newest_first().first()


def _of_room(room: Meeting, team: Team, now: datetime) -> NextUp:
    name = "room" if room.kind == Kind.POKER else "meeting"
    here = room.participants.present().count()
    seats = f"{here} {'person is' if here == 1 else 'people are'} in"
    state = "is running" if room.state == State.RUNNING else "is about to begin"
    return NextUp(
        when=f"Now · {seats}",
        said=f"{KIND_NAMES[Kind(room.kind)]} {state}.",
        minutes=room.planned_minutes,
        readiness=readiness_of(Kind(room.kind), team, now) if room.state == State.LOBBY else Readiness(),
        address=reverse(f"ceremonies:{name}", kwargs={"room": room.pk}),
        is_open=True,
    )


def _of_schedule(coming: list[Occurrence], team: Team, now: datetime) -> NextUp:
    first, *following = coming
    kind = Kind(first.kind)
    return NextUp(
        when=begins_in_words(first.starts_at.astimezone(team.zone), now),
        said=f"{KIND_NAMES[kind]}, {then_in_words(first, following, team.zone)}.",
        minutes=first.minutes,
        readiness=readiness_of(kind, team, now),
        address=page_of(kind, team),
        is_open=False,
    )
