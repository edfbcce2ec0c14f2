"""What the board reads: light rows of every card, and the rest only of cards that must be rendered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from sprints.models import Sprint, SprintBacklogItem
from sprints.rules import SprintState
from stories.links.queries import open_blockers, waits_for
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
    waits_for: str = ""


def contents(story_ids: Collection[int]) -> dict[int, Content]:
    """What is written on the cards of these stories, by story; five queries for any number of them."""
    parts = _Parts(story_ids)
    rows = Story.objects.filter(pk__in=story_ids).values_list(
        "pk", "title", "kind", "timebox_days", "persona_id", "persona__name", "persona__icon"
    )
    return {
        pk: parts.content(pk, title, kind, timebox, (persona, name, icon) if persona else None)
        for pk, title, kind, timebox, persona, name, icon in rows
    }


def content_of(story: Story) -> Content:
    """What is written on the card of a story that is at hand as it is now."""
    persona = (story.persona_id, story.persona.name, story.persona.icon) if story.persona_id else None
    return _Parts([story.pk]).content(story.pk, story.title, story.kind, story.timebox_days, persona)


class _Parts:
    """What belongs to stories without standing in their rows; four queries."""

    def __init__(self, story_ids: Collection[int]):
        self.people, self.impediments, self.met = _people(story_ids), _impediments(story_ids), defaultdict(list)
        self.blockers = open_blockers(story_ids)
        criteria = Criterion.objects.filter(story__in=story_ids).order_by()
        for story, met_at in criteria.values_list("story_id", "met_at"):
            self.met[story].append(met_at is not None)

    def content(self, pk: int, title: str, kind: str, timebox: Decimal | None, persona: tuple | None) -> Content:
        met = self.met[pk]
        waits = waits_for(self.blockers[pk]) if pk in self.blockers else ""
        return Content(
            title, kind, timebox, len(met), sum(met), persona, self.people[pk], self.impediments.get(pk), waits
        )


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


_STANDING = """
    SELECT item.serves_goal, status.category, EXISTS (
        SELECT 1 FROM stories_impediment impediment
        WHERE impediment.story_id = item.story_id AND impediment.resolved_at IS NULL
    ) OR EXISTS (
        SELECT 1 FROM stories_storylink link
        JOIN stories_story blocker ON blocker.id = link.source_id
        JOIN stories_status its ON its.id = blocker.status_id
        WHERE link.target_id = item.story_id AND link.kind = 'blocks'
            AND blocker.archived_at IS NULL AND its.category <> 'done'
    )
    FROM sprints_sprintbacklogitem item
    JOIN stories_story story ON story.id = item.story_id
    JOIN stories_status status ON status.id = story.status_id
    WHERE item.sprint_id = %s
"""


def standing(sprint_id: int) -> Standing:
    """Read in one query; by hand, because every move needs it before anybody sees the move."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [sprint_id])
        rows = cursor.fetchall()
    return Standing([category for goal, category, _ in rows if goal], sum(bool(blocked) for *_, blocked in rows))
