"""The backlog as its page shows it: one page of rows, what is said about each, and the counts above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from stories.backlog.rules import STALE_MONTHS, age_in_months, is_stale, months_before, usual_largest
from stories.links.queries import open_blockers, waits_for
from stories.models import ChecklistTick, Story
from stories.rules import Category, Gate, Kind, ready_gaps
from stories.story.queries import facts_by_story
from teams.models import Team

PAGE_SIZE = 60
LATELY_DONE = 200


def largest_size(team: Team) -> Decimal:
    """The points that the team usually still finishes, by its latest done stories."""
    done = Story.objects.filter(status__in=team.statuses.filter(category=Category.DONE), points__gt=0)
    return usual_largest(list(done.order_by("-updated_at").values_list("points", flat=True)[:LATELY_DONE]))


def is_ready(team: Team) -> Q:
    """`rules.ready_gaps` finding nothing, as a condition for the database; a test holds the two together."""
    condition = ~Q(kind=Kind.STORY) | (Q(persona__isnull=False) & ~Q(goal="") & ~Q(value=""))
    spike = Q(kind=Kind.SPIKE, timebox_days__isnull=False) & ~Q(question="")
    condition &= spike | (~Q(kind=Kind.SPIKE) & Q(points__isnull=False))
    for item in team.checklist_items.filter(gate=Gate.READY, retired_at=None):
        ticked = Q(Exists(ChecklistTick.objects.filter(story=OuterRef("pk"), item=item.pk)))
        condition &= (ticked | ~Q(kind=item.kind)) if item.kind else ticked
    return condition


def is_not_estimated() -> Q:
    return Q(points__isnull=True) & ~Q(kind=Kind.SPIKE)


def is_old(now: datetime) -> Q:
    return Q(created_at__lt=months_before(now, STALE_MONTHS))


def counts(team: Team, *, now: datetime, largest: Decimal) -> dict[str, Any]:
    """Of the team's whole backlog: all, ready, not estimated, old, too big, and its points; in one query."""
    return (
        Story.objects.filter(team=team)
        .in_backlog()
        .aggregate(
            all=Count("pk"),
            ready=Count("pk", filter=is_ready(team)),
            unestimated=Count("pk", filter=is_not_estimated()),
            old=Count("pk", filter=is_old(now)),
            big=Count("pk", filter=Q(points__gt=largest)),
            size=Sum("points"),
        )
    )


@dataclass(frozen=True)
class Row:
    """One story of the list and what its tags say."""

    story: Story
    gaps: Sequence[str]
    age_months: int | None
    is_big: bool
    waits_for: str = ""

    @property
    def is_draft(self) -> bool:
        """Not even its sentence is whole."""
        return self.story.kind == Kind.STORY and not (self.story.persona_id and self.story.goal and self.story.value)


def _row(story: Story, gaps: Sequence[str], *, now: datetime, largest: Decimal, waits: str) -> Row:
    old = is_stale(story.created_at, now)
    return Row(
        story=story,
        gaps=gaps,
        age_months=age_in_months(story.created_at, now) if old else None,
        is_big=story.points is not None and story.points > largest,
        waits_for=waits,
    )


def rows(stories: QuerySet[Story], *, now: datetime, largest: Decimal) -> list[Row]:
    """The given stories as rows; the same number of queries however many they are."""
    found = list(stories.select_related("persona", "status", "epic").defer("description"))
    facts = facts_by_story(found)
    blockers = open_blockers(facts)
    waits = {pk: waits_for(keys) for pk, keys in blockers.items()}
    return [
        _row(story, ready_gaps(facts[story.pk]), now=now, largest=largest, waits=waits.get(story.pk, ""))
        for story in found
    ]


@dataclass(frozen=True)
class Page:
    """One page of a filtered list; `points` are those of all its pages."""

    rows: list[Row]
    number: int
    last: int
    count: int
    points: Decimal

    @property
    def numbers(self) -> list[int]:
        """The page numbers to offer: the first, the last, and those around this one."""
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        return sorted(number for number in near if 1 <= number <= self.last)


@dataclass(frozen=True)
class Total:
    """How many stories a list has on all its pages, and their points."""

    count: int
    points: Decimal | None


def total_of(stories: QuerySet[Story]) -> Total:
    return Total(**stories.order_by().aggregate(count=Count("pk"), points=Sum("points")))


def page_of(stories: QuerySet[Story], total: Total, number: int, *, now: datetime, largest: Decimal) -> Page:
    """Page `number` of the ordered list, or the nearest that exists."""
    last = max(1, -(-total.count // PAGE_SIZE))
    number = min(max(number, 1), last)
    start = (number - 1) * PAGE_SIZE
    shown = rows(stories.ordered()[start : start + PAGE_SIZE], now=now, largest=largest)
    return Page(rows=shown, number=number, last=last, count=total.count, points=total.points or Decimal(0))
