"""Done stories to compare with (POK-3): for each size those of this team that read most like the story on the table.

Likeness is rapidfuzz's token set ratio: it compares the words of two texts whatever their order and however much
longer one of them is, as titles and sentences are. rapidfuzz is one wheel without dependencies, kept up for years, and
compares ten thousand titles in some milliseconds; TF-IDF of scikit-learn would weigh rare words better, at the price
of a hundred megabytes and an index that every finished story makes stale.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

from django.db.models import Count, Max
from rapidfuzz import fuzz, process, utils

from sprints.models import LedgerEvent
from stories.models import Story
from stories.rules import Category, Kind
from teams.models import Team

EACH = 1  # stories shown for each size
TEAMS_KEPT = 100

# By team, in this process, as they are: Django's cache would copy ten thousand rows out for each vote.
_kept: dict[int, tuple[dict, list["Row"], list[str]]] = {}


@dataclass(frozen=True)
class Reference:
    """A done story; `took` is the time from its start to Done where the ledger knows it."""

    points: Decimal
    key: str
    title: str
    took: timedelta | None = None

    @property
    def took_words(self) -> str:
        return words_for(self.took) if self.took is not None else ""


class Row(NamedTuple):
    story_id: int
    key: str
    title: str
    points: Decimal


def words_for(took: timedelta) -> str:
    """Days as people say them: “half a day”, “1 day”, “4 days”."""
    days = took / timedelta(days=1)
    if days < 0.75:
        return "half a day"
    return "1 day" if round(days) == 1 else f"{round(days)} days"


def references(team: Team, story: Story | None) -> list[Reference]:
    """For each size the done stories nearest in text to `story`, smallest size first."""
    index, texts = _index(team)
    if story is None or not index:
        return []
    scores = process.cdist([_text(story.title, story.goal)], texts, scorer=fuzz.token_set_ratio)[0]
    sizes: dict[Decimal, list[tuple[float, int, Row]]] = defaultdict(list)
    for score, row in zip(scores.tolist(), index, strict=True):
        if row.story_id != story.pk:
            sizes[row.points].append((score, row.story_id, row))
    chosen = [row for rows in sizes.values() for _, _, row in nlargest(EACH, rows)]
    took = times_of([row.story_id for row in chosen])
    rows = sorted(chosen, key=lambda row: row.points)
    return [Reference(row.points, row.key, row.title, took.get(row.story_id)) for row in rows]


def forget() -> None:
    """As after a start: no texts are kept."""
    _kept.clear()


def _text(title: str, goal: str) -> str:
    return utils.default_process(f"{title} {goal}")


def _index(team: Team) -> tuple[list[Row], list[str]]:
    """The team's done stories with their prepared texts, kept until one of them changes."""
    done = Story.objects.filter(team=team, status__category=Category.DONE, points__isnull=False).exclude(
        kind=Kind.SPIKE
    )
    mark = done.aggregate(count=Count("pk"), latest=Max("updated_at"))
    kept = _kept.get(team.pk)
    if kept and kept[0] == mark:
        return kept[1], kept[2]
    rows, texts = [], []
    for pk, name, title, goal, points in done.values_list("pk", "key", "title", "goal", "points").order_by("pk"):
        rows.append(Row(pk, name, title, points))
        texts.append(_text(title, goal))
    _kept.pop(team.pk, None)
    _kept[team.pk] = mark, rows, texts
    while len(_kept) > TEAMS_KEPT:
        _kept.pop(next(iter(_kept)), None)
    return rows, texts


def times_of(story_ids: list[int]) -> dict[int, timedelta]:
    """From the first time in work to the last time Done, by story, from the ledger."""
    events = LedgerEvent.objects.filter(story_id__in=story_ids).exclude(category="").order_by("at", "pk")
    begun: dict[int, datetime] = {}
    took: dict[int, timedelta] = {}
    for story, category, at in events.values_list("story_id", "category", "at"):
        if category in (Category.DOING, Category.REVIEW):
            begun.setdefault(story, at)
        elif category == Category.DONE and story in begun:
            took[story] = at - begun[story]
    return took
