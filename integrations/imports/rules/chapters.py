"""A sprint of the past as a file tells it, with the stories that were in it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from sprints.history.rules import Columns, PastStory, moments, story_history
from sprints.ledger.rules import Scope, scope_at

BACKLOG: Final = "Backlog"


class Stays(Protocol):
    """How a story fared in sprints."""

    def stays(self, about: PastStory, sprint: str, start: datetime, end: datetime, onward: str) -> list[PastStory]:
        """Its times in the sprint of that name, each one `about` with its moments filled in; usually one.

        `onward` is where it went on to, "" for nowhere. Moments lie between `start` and `end`.
        """


@dataclass(frozen=True, slots=True)
class Traveller:
    """A story on its way through sprints. `position` counts the new stories of the file; None for one that is not new.

    `title` and `kind` stand in for a story that is not in the team at all.
    """

    line: int
    external_key: str
    position: int | None
    points: Decimal | None
    way: Stays
    title: str = ""
    kind: str = ""

    @property
    def about(self) -> PastStory:
        """The story as the file knows it."""
        return PastStory(self.external_key, self.external_key, self.title, self.kind, self.points)


class Guest(NamedTuple):
    """A story in one sprint; `onward` is where it went on to, "" for nowhere."""

    traveller: Traveller
    way: Stays
    onward: str


@dataclass(slots=True)
class Chapter:
    """One past sprint."""

    line: int
    name: str
    number: int
    start: date
    end: date
    dates_known: bool
    goal: str
    guests: list[Guest] = field(default_factory=list)

    def stays(self, start: datetime, end: datetime) -> Iterator[tuple[Traveller, PastStory]]:
        """Every story's time between the moments at which the sprint was committed and closed."""
        for traveller, way, onward in self.guests:
            for stay in way.stays(traveller.about, self.name, start, end, onward):
                yield traveller, stay

    def scope(self, zone: tzinfo) -> Scope:
        """What the sprint comes to, by the events that will be written."""
        start, end = moments(self.start, self.end, zone)
        # The same story may be in the file under no key at all, so each is known by its place here.
        places = {id(guest.traveller): place for place, guest in enumerate(self.guests)}
        stays = [replace(stay, ref=places[id(traveller)]) for traveller, stay in self.stays(start, end)]
        return scope_at(story_history(stays, start, end, Columns()))


def within(moment: datetime | None, start: datetime, end: datetime) -> datetime:
    """The moment, kept inside the sprint; the sprint's end where nobody wrote it down."""
    return min(max(moment or end, start), end)
