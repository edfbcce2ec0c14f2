"""What the board reads: light rows of every card, and the rest only of cards that must be rendered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sprints.models import Sprint, SprintBacklogItem
from sprints.rules import SprintState
from stories.models import Criterion, Impediment, Story
from teams.models import Team

_RUNNING = """
    SELECT sprint.*, COALESCE(topic.version, 0) AS board_version
    FROM sprints_sprint sprint LEFT JOIN live_topic topic ON topic.name = 'board:' || CAST(sprint.id AS varchar)
    WHERE sprint.team_id = %s AND sprint.state = %s
"""


def running_sprint(team: Team) -> Sprint | None:
    """The team's running sprint with its board's `board_version`, read before anything that the page shows.

    By hand, because a board that has not changed is asked for most often, and building this query costs more than
    running it.
    """
    return next(iter(Sprint.objects.raw(_RUNNING, [team.pk, SprintState.ACTIVE])), None)


class Row(NamedTuple):
    """One card as the board needs it to know whether it has its picture already."""

    item_id: int
    story_id: int
    key: str
    version: int
    status_id: int
    rank: int
    serves_goal: bool
    status_since: datetime
    points: Decimal | None
    epic_id: int | None
    epic: str | None


_COLUMNS = (
    "pk", "story_id", "story__key", "story__version", "story__status_id", "rank", "serves_goal", "status_since",
    "story__points", "story__epic_id", "story__epic__name",
)  # fmt: skip


def rows_of(items: QuerySet[SprintBacklogItem]) -> list[Row]:
    """The cards of these items in the order of their column."""
    return list(map(Row._make, items.order_by("rank", "pk").values_list(*_COLUMNS)))


def row_of(item: SprintBacklogItem, story: Story) -> Row:
    """The row of one card whose item and story are at hand as they are now."""
    return Row(
        item.pk, story.pk, story.key, story.version, story.status_id, item.rank, item.serves_goal, item.status_since,
        story.points, story.epic_id, story.epic.name if story.epic_id else None,
    )  # fmt: skip


class Person(NamedTuple):
    """Somebody as a card shows them."""

    id: int
    name: str


class Content(NamedTuple):
    """What is written on one card besides its row."""

    title: str
    kind: str
    timebox_days: Decimal | None
    criteria: int
    criteria_met: int
    persona: tuple[int, str, str] | None
    people: list[Person]
    impediment: tuple[str, datetime] | None


def contents(story_ids: Collection[int]) -> dict[int, Content]:
    """What is written on the cards of these stories, by story; three queries for any number of them."""
    people, impediments = _people(story_ids), _impediments(story_ids)
    criteria = Criterion.objects.filter(story=OuterRef("pk")).order_by().values("story")
    rows = Story.objects.filter(pk__in=story_ids).values_list(
        "pk", "title", "kind", "timebox_days", "persona_id", "persona__name", "persona__icon",
        Coalesce(Subquery(criteria.values(n=Count("pk"))), 0),
        Coalesce(Subquery(criteria.values(n=Count("pk", filter=Q(met_at__isnull=False)))), 0),
    )  # fmt: skip
    found = {}
    for pk, title, kind, timebox, persona_id, name, icon, total, met in rows:
        persona = (persona_id, name, icon) if persona_id else None
        found[pk] = Content(title, kind, timebox, total, met, persona, people[pk], impediments.get(pk))
    return found


def _people(story_ids: Iterable[int]) -> dict[int, list[Person]]:
    found = defaultdict(list)
    through = Story.assignees.through.objects.filter(story__in=story_ids).order_by("user__name", "user")
    for story, user, name, email in through.values_list("story_id", "user_id", "user__name", "user__email"):
        found[story].append(Person(user, name or email))
    return found


def _impediments(story_ids: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """The longest open impediment of each story that has one."""
    still_open = Impediment.objects.filter(story__in=story_ids, resolved_at=None).order_by("-opened_at", "-pk")
    return {story: (title, at) for story, title, at in still_open.values_list("story_id", "title", "opened_at")}


class Standing(NamedTuple):
    """What the header says besides the ledger: the state of each goal story, and how many stories are blocked."""

    goal: list[str]
    blocked: int


def standing(sprint_id: int) -> Standing:
    """Read in one query."""
    blocked = Impediment.objects.filter(story=OuterRef("story"), resolved_at=None).order_by().values("story")
    rows = SprintBacklogItem.objects.filter(sprint=sprint_id).annotate(
        category=F("story__status__category"),
        open_impediments=Coalesce(Subquery(blocked.values(n=Count("pk"))), 0),
    )
    rows = rows.filter(Q(serves_goal=True) | Q(open_impediments__gt=0))
    found = list(rows.values_list("serves_goal", "category", "open_impediments"))
    return Standing([category for goal, category, _ in found if goal], sum(bool(number) for *_, number in found))
