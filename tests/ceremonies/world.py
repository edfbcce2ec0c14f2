"""A team around a poker room."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from ceremonies.meeting.links import shown_token
from ceremonies.meeting.services import allow_guests, take_seat
from ceremonies.models import Meeting, Participant, Round
from ceremonies.poker.queries import open_round, room_of
from ceremonies.poker.services.hosting import open_room, start_room
from ceremonies.poker.services.queueing import queue_stories
from ceremonies.poker.services.voting import cast_vote
from tests.factories import make_member, make_story, make_team, owner_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Table:
    """A running room with a host and developers who sit."""

    team: object
    meeting: Meeting
    host: Participant
    seats: list[Participant]

    @property
    def all(self) -> list[Participant]:
        return [self.host, *self.seats]

    @property
    def room(self):
        return room_of(Meeting.objects.select_related("team__organisation").get(pk=self.meeting.pk))

    @property
    def round(self) -> Round:
        """The open round, else the last one."""
        item = self.room.current
        return open_round(item) or item.rounds.last()

    def vote(self, seat, value, **more):
        return cast_vote(
            meeting=self.meeting, round_id=more.pop("round_id", None) or self.round.pk, participant=seat, value=value,
            now=more.pop("now", None) or timezone.now(), **more,
        )  # fmt: skip

    def url(self, action="", *tail):
        parts = "".join(f"{part}/" for part in (action, *tail) if part != "")
        return f"/rooms/{self.meeting.pk}/{parts}"

    def client(self, seat) -> Client:
        return signed_in(seat.user)

    def guest(self, name="Karin") -> Client:
        """A browser without an account that came in by the link."""
        meeting = allow_guests(meeting=self.meeting, is_allowed=True, actor=None, now=timezone.now())
        client = Client()
        client.post(f"/join/{shown_token(meeting)}/", {"name": name})
        return client


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def make_table(voters=2, stories=2, start=True, **story) -> Table:
    now = timezone.now() - timedelta(minutes=1)
    team = make_team()
    owner = owner_of(team)
    meeting = open_room(team=team, actor=owner, now=now)
    rows = [make_story(team, f"Story {number}", points=None, **story) for number in range(1, stories + 1)]
    queue_stories(meeting=meeting, stories=rows, now=now)
    seats = [
        take_seat(meeting=meeting, user=make_member(team, name=f"Dev {number}"), is_voter=True, now=now)
        for number in range(voters)
    ]
    if start:
        start_room(meeting=meeting, actor=owner, now=now)
    return Table(team, meeting, meeting.participants.get(user=owner), seats)
