"""A retrospective with people in it."""

from dataclasses import dataclass

from django.utils import timezone

from ceremonies.meeting.services import take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Meeting, Participant, Retro
from ceremonies.retro.phases import PHASES
from ceremonies.retro.services.board import add_card
from ceremonies.retro.services.opening import open_retro, set_up
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_team, owner_of

WORD = "0123456789abcdef" * 3


@dataclass
class Circle:
    """A running retrospective, its host and those who sit in it."""

    team: object
    meeting: Meeting
    host: Participant
    seats: list[Participant]

    @property
    def fresh(self) -> Meeting:
        return Meeting.objects.select_related("team__organisation", "sprint").get(pk=self.meeting.pk)

    @property
    def retro(self) -> Retro:
        return Retro.objects.get(meeting=self.meeting.pk)

    @property
    def topics(self) -> list:
        return list(self.retro.topics.all())

    def url(self, act="") -> str:
        return f"/meetings/{self.meeting.pk}/{act}{'/' if act else ''}"

    def client(self, seat):
        return signed_in(seat.user)

    def write(self, text="Reviews wait", column="slow", *, seat=None, word=""):
        return add_card(
            meeting=self.meeting, column=column, text=text, writer=seat or self.seats[0], word=word, now=timezone.now()
        )

    def walk_to(self, phase: str) -> "Circle":
        """Presses next until the room is in `phase`."""
        for one in PHASES:
            if self.fresh.phase == phase:
                break
            if self.fresh.phase == one.key:
                go_on(meeting=self.meeting, seen=one.key, actor=self.host.user, now=timezone.now())
        return self


def make_circle(people=2, *, team=None, sprint=None, start=True, now=None, **manner) -> Circle:
    now = now or timezone.now()
    team = team or make_team()
    owner = owner_of(team)
    meeting = open_retro(team=team, sprint=sprint, actor=owner, now=now)
    if manner:
        fields = {"is_anonymous": True, "format_key": "energy", "dots": 5, "most_actions": 3} | manner
        set_up(meeting=meeting, actor=owner, now=now, **fields)
    seats = [
        take_seat(meeting=meeting, user=make_member(team, name=f"Person {number}"), is_voter=True, now=now)
        for number in range(people)
    ]
    if start:
        meeting = begin(meeting=meeting, actor=owner, now=now)
    return Circle(team, meeting, meeting.participants.get(user=owner), seats)
