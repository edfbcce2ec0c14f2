"""A room with phases as everybody sees it, and the parts of its page. Built for nobody: it holds nothing personal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from ceremonies.meeting import phases
from ceremonies.meeting.ceremony import Ceremony, ceremony_of
from ceremonies.meeting.phases import Phase
from ceremonies.meeting.rules import State
from ceremonies.meeting.services import timer_payload
from ceremonies.models import Meeting, Participant


@dataclass(frozen=True)
class Face:
    """A person's seat as the room shows it; `id` gives the colour of their avatar."""

    seat: str
    id: int
    name: str
    short_name: str
    is_voter: bool
    is_host: bool
    is_guest: bool


def face_of(person: Participant) -> Face:
    """Needs `user` loaded."""
    return Face(
        person.seat, person.user_id or person.pk, person.name, person.short_name,
        person.is_voter, person.is_facilitator, person.is_guest,
    )  # fmt: skip


def hosts_in_words(people: Iterable[Face]) -> str:
    names = [face.short_name for face in people if face.is_host]
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} hosting" if names else "Nobody is hosting"


@dataclass
class Shown:
    """What the templates of every kind print; `content` is what the kind adds."""

    meeting: Meeting
    ceremony: Ceremony
    people: list[Face]
    timer: dict
    now: datetime
    content: Any

    timer_choices = ((60, "1 minute"), (180, "3 minutes"), (300, "5 minutes"), (600, "10 minutes"))

    @property
    def is_lobby(self) -> bool:
        return self.meeting.state == State.LOBBY

    @cached_property
    def phase(self) -> Phase | None:
        """None in the lobby and after the end."""
        is_running = self.meeting.state == State.RUNNING
        return phases.find(self.ceremony.phases, self.meeting.phase) if is_running else None

    @property
    def following(self) -> Phase | None:
        return phases.following(self.ceremony.phases, self.meeting.phase)

    @property
    def is_first(self) -> bool:
        return phases.preceding(self.ceremony.phases, self.meeting.phase) is None

    @property
    def steps(self) -> Iterator[tuple[Phase, str]]:
        """Every phase with "past", "now" or "" for what comes."""
        place = (
            self.ceremony.phases.index(self.phase) if self.phase else len(self.ceremony.phases) * (not self.is_lobby)
        )
        for number, phase in enumerate(self.ceremony.phases):
            yield phase, "past" if number < place else "now" if phase == self.phase else ""

    @property
    def voters(self) -> int:
        return sum(face.is_voter for face in self.people)

    @property
    def hosts(self) -> str:
        return hosts_in_words(self.people)

    @property
    def hosts_to_be(self) -> list[Face]:
        return [face for face in self.people if not (face.is_host or face.is_guest)]

    @property
    def box_ends(self) -> int | None:
        """When the planned time is over, in ms since 1970."""
        meeting = self.meeting
        if meeting.started_at is None or meeting.planned_minutes is None or self.phase is None:
            return None
        return round((meeting.started_at + timedelta(minutes=meeting.planned_minutes)).timestamp() * 1000)

    @property
    def layout(self) -> str:
        return self.phase.layout if self.phase else "with-side"

    @property
    def template(self) -> str:
        """What fills the room: the kernel's lobby, the kind's page of a phase, or its page of the end."""
        if self.is_lobby:
            return "ceremonies/meeting/_lobby.html"
        return f"ceremonies/{self.meeting.kind}/_{self.phase.key if self.phase else 'closed'}.html"

    @property
    def foot_template(self) -> list[str]:
        """The kind's foot of this phase, where it has one."""
        key = self.phase.key if self.phase else "none"
        return [f"ceremonies/{self.meeting.kind}/_foot_{key}.html", "ceremonies/meeting/_foot.html"]


def shown_meeting(meeting: Meeting, now: datetime) -> Shown:
    """Reads a room."""
    people = meeting.participants.present().select_related("user")
    ceremony = ceremony_of(meeting)
    return Shown(
        meeting=meeting,
        ceremony=ceremony,
        people=[face_of(one) for one in people],
        timer=timer_payload(meeting, now),
        now=now,
        content=ceremony.content(meeting, now),
    )


PARTS = ("bar", "steps", "main", "foot")
_TEMPLATES = {part: f"ceremonies/meeting/_{part}.html" for part in PARTS} | {
    "foot": "ceremonies/meeting/_foot_part.html"
}


def rendered(shown: Shown, *parts: str) -> dict[str, str]:
    """The named parts of the page, by the id of the element that each replaces."""
    context = {"shown": shown, "content": shown.content}
    with timezone.override(shown.meeting.team.zone):
        return {f"room-{part}": render_to_string(_TEMPLATES[part], context) for part in parts}
