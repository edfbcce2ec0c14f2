"""What makes a plan as likely as it is (SPR-2), each with the story or person that it is about. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

# Below so much of the usual, in %, capacity is pointed out.
USUAL_FROM: Final = 95
# With so many finished stories of an area or more, it says something that one person has done them all.
ENOUGH_OF_AN_AREA: Final = 2


class Cause(StrEnum):
    """In the order in which reasons are told."""

    CARRIED = "carried over"
    NOT_READY = "not Ready"
    UNESTIMATED = "not estimated"
    BLOCKED = "blocked by another team"
    ONE_PERSON = "known to one person"
    CAPACITY = "less capacity than usual"
    TEAM = "another team than before"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words. `story` is the key of the story it is about, `person` the id of a person, `name` theirs."""

    cause: Cause
    text: str
    story: str = ""
    person: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story of the plan. `gaps` is what keeps it from Ready beside its size; `areas` are its epic and labels."""

    key: str
    carried: int = 0
    gaps: Sequence[str] = ()
    is_unestimated: bool = False
    waits_for_another_team: bool = False
    areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who has fewer days in the sprint than their usual share would give; days in words."""

    person: int
    name: str
    days: str
    of: str


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who joined or left after the sprint of a number."""

    person: int
    name: str
    joined: bool
    after: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What the reasons are read from. `percent` of the usual capacity, None where nothing is usual.

    `knowledge` has, by area, the people (id: name) who finished stories in it; `finished` how many stories those were.
    """

    chosen: Sequence[Chosen] = ()
    percent: int | None = None
    absent: Sequence[Absent] = ()
    changes: Sequence[Change] = ()
    knowledge: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    finished: Mapping[str, int] = field(default_factory=dict)


def reasons_of(situation: Situation) -> list[Reason]:
    """All reasons, by cause, stories in their order."""
    found = [reason for story in situation.chosen for reason in _of_story(story)]
    found += _known_to_one(situation)
    found += _of_people(situation)
    order = list(Cause)
    return sorted(found, key=lambda reason: order.index(reason.cause))


def _of_story(story: Chosen) -> Iterator[Reason]:
    if story.carried:
        times = "once" if story.carried == 1 else "twice" if story.carried == 2 else f"{story.carried} times"
        yield Reason(Cause.CARRIED, f"was carried over {times} already", story.key)
    if story.gaps:
        more = f" And {len(story.gaps) - 1} more." if len(story.gaps) > 1 else ""
        yield Reason(Cause.NOT_READY, f"is not Ready: {story.gaps[0]}{more}", story.key)
    if story.is_unestimated:
        yield Reason(Cause.UNESTIMATED, "is not estimated, so the points leave it out", story.key)
    if story.waits_for_another_team:
        yield Reason(Cause.BLOCKED, "is blocked by another team", story.key)


def _known_to_one(situation: Situation) -> Iterator[Reason]:
    """One reason per story at most, for the first of its areas that only one person of the team has worked in."""
    for story in situation.chosen:
        for area in story.areas:
            people = situation.knowledge.get(area, {})
            if len(people) == 1 and situation.finished.get(area, 0) >= ENOUGH_OF_AN_AREA:
                person, name = next(iter(people.items()))
                yield Reason(
                    Cause.ONE_PERSON, f"is about {area}, which nobody else has worked on", story.key, person, name
                )
                break


def _of_people(situation: Situation) -> Iterator[Reason]:
    if situation.percent is not None and situation.percent < USUAL_FROM:
        if not situation.absent:
            yield Reason(Cause.CAPACITY, f"The team has {situation.percent}% of its usual days")
        for one in situation.absent:
            yield Reason(Cause.CAPACITY, f"has {one.days} of {one.of} days", person=one.person, name=one.name)
    for change in situation.changes:
        verb = "joined" if change.joined else "left"
        yield Reason(Cause.TEAM, f"{verb} after Sprint {change.after}", person=change.person, name=change.name)


def areas_in(chosen: Iterable[Chosen]) -> Collection[str]:
    """Every area of the plan, once."""
    return list(dict.fromkeys(area for story in chosen for area in story.areas))
