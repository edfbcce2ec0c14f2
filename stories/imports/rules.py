"""What a story is before it exists: the rows of an import, and how the service answers. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from stories.rules import Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as an import wants it. Epic and labels go by name; persona, status and people by id.

    `tasks` are texts, each with whether it is done. `line` is where the story stands in its file. Unlike a story
    written here it may begin in any status of the team.
    """

    line: int
    title: str
    status_id: int
    kind: str = Kind.STORY
    persona_id: int | None = None
    goal: str = ""
    value: str = ""
    description: str = ""
    points: Decimal | None = None
    epic: str = ""
    labels: tuple[str, ...] = ()
    assignee_ids: tuple[int, ...] = ()
    criteria: tuple[str | dict[str, str], ...] = ()
    tasks: tuple[tuple[str, bool], ...] = ()
    external_key: str = ""
    created_at: datetime | None = None
    timebox_days: Decimal | None = None


class NamedLink(NamedTuple):
    """A link between two stories by their external keys; `kind` is one of StoryLink.Kind."""

    kind: str
    source: str
    target: str


@dataclass(slots=True)
class Imported:
    """What came in: stories by their numbers (first to last, without gaps), epics and labels by id."""

    first_number: int
    last_number: int
    epics: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.last_number - self.first_number + 1
