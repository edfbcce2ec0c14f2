"""Cards as HTML, rendered once for everybody and kept until something that they show is different."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.core.cache import caches
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from sprints.board.queries import Content, Row, contents
from sprints.board.rules import CardFacts, SprintDays
from stories.rules import KIND_NAMES, Category
from teams.models import Team

OLD = 4  # working days in one column from which a card deserves a look
KIND_ICONS = {"bug": "bug", "debt": "wrench", "spike": "flask-conical"}


@dataclass(frozen=True, slots=True)
class Look:
    """What all cards of one board have in common: their team's names and rules, and the day."""

    team: Team
    days: SprintDays
    categories: dict[int, str]

    @property
    def mark(self) -> str:
        """Differs whenever every card might; part of each card's key."""
        team = self.team
        words = (
            team.look_version, team.organisation.slug, team.slug, team.time_zone, team.working_days, self.days.today,
        )  # fmt: skip
        return hashlib.blake2s(repr(words).encode(), digest_size=9).hexdigest()


@dataclass(frozen=True, slots=True)
class Card:
    """A card in its place: `html` is its list item, `facts` what lanes and filters ask."""

    key: str
    status_id: int
    points: object
    facts: CardFacts
    html: SafeString

    @property
    def hidden_html(self) -> SafeString:
        """The list item as a filter leaves it out."""
        return SafeString(self.html.replace("<li ", "<li hidden ", 1))


class Picture(NamedTuple):
    """What is kept of a card: its list item before and after the rank, and what lanes and filters ask."""

    head: str
    tail: str
    facts: CardFacts


def cards_of(
    rows: Sequence[Row],
    added: dict[int, datetime],
    look: Look,
    read: Callable[[list[int]], dict[int, Content]] = contents,
) -> list[Card]:
    """The cards of these rows; those that are kept cost no query. `added` tells when late stories came.

    `read` gives what is written on those that are not kept.
    """
    marks = _marks(rows, added, look)
    pictures = _kept(marks)
    missing = [row for row in rows if marks[row.item_id] not in pictures]
    if missing:
        fresh = _render(missing, read([row.story_id for row in missing]), added, look)
        pictures |= {marks[item]: picture for item, picture in fresh.items()}
        caches["fragments"].set_many({marks[item]: picture for item, picture in fresh.items()})
    return [_placed(row, pictures[marks[row.item_id]]) for row in rows if marks[row.item_id] in pictures]


def _kept(marks: dict[int, str]) -> dict[str, Picture]:
    return caches["fragments"].get_many(marks.values())


def _marks(rows: Iterable[Row], added: dict[int, datetime], look: Look) -> dict[int, str]:
    """The key of each card's picture: everything it shows is in here or counts up the story's version."""
    mark = look.mark
    return {
        row.item_id: f"card:{mark}:{row.story_id}:{row.version}:{row.status_id}:{row.serves_goal:d}"
        f":{_stamp(row.status_since)}:{_stamp(added.get(row.story_id))}:{row.epic_id}"
        for row in rows
    }


def _stamp(moment: datetime | None) -> str:
    return f"{moment.timestamp():.0f}" if moment else ""


def _render(
    rows: Sequence[Row], written: dict[int, Content], added: dict[int, datetime], look: Look
) -> dict[int, Picture]:
    """The pictures of these cards by item."""
    address = _address(look.team.organisation.slug, look.team.slug)
    template = get_template("sprints/_card.html")
    return {
        row.item_id: _picture(template, row, written[row.story_id], added.get(row.story_id), look, address)
        for row in rows
        if row.story_id in written
    }


def _picture(template, row: Row, content: Content, added: datetime | None, look: Look, address: str) -> Picture:
    category, days = look.categories.get(row.status_id), look.days
    is_done = category == Category.DONE
    age = 0 if is_done else days.age(row.status_since)
    html = template.render(
        {
            "row": row,
            "content": content,
            "address": address.replace(_PLACE, row.key),
            "is_done": is_done,
            "age": age,
            "is_old": age > OLD and category != Category.TODO,
            "added_day": days.day_of(added) if added else None,
            "kind_name": KIND_NAMES.get(content.kind, ""),
            "kind_icon": KIND_ICONS.get(content.kind),
            "impediment": content.impediment and content.impediment[0],
            "blocked_for": days.age(content.impediment[1]) if content.impediment else 0,
        }
    )
    facts = CardFacts(
        people=tuple(map(tuple, content.people)),
        persona=content.persona and content.persona[:2],
        epic=(row.epic_id, row.epic) if row.epic_id else None,
        serves_goal=row.serves_goal,
        blocked=content.impediment is not None or bool(content.waits_for),
    )
    return Picture(_head(row, facts), f'">{html}</li>', facts)


def _head(row: Row, facts: CardFacts) -> str:
    """The list item around a card says where the card stands, its rank last; the page's scripts go by it."""
    key = escape(row.key)
    marks = f"{' data-goal' if facts.serves_goal else ''}{' data-blocked' if facts.blocked else ''}"
    return (
        f'<li class="board-item" id="card-{key}" data-card="{key}" data-status="{row.status_id}"'
        f' data-points="{row.points or 0}" data-people="{" ".join(str(person) for person, _ in facts.people)}"'
        f' data-persona="{facts.persona[0] if facts.persona else ""}" data-epic="{row.epic_id or ""}"'
        f'{marks} data-rank="'
    )


def _placed(row: Row, picture: Picture) -> Card:
    html = SafeString(f"{picture.head}{row.rank}{picture.tail}")  # our own template's output
    return Card(row.key, row.status_id, row.points, picture.facts, html)


_PLACE = "STORY-KEY-0"


@cache
def _address(organisation_slug: str, team_slug: str) -> str:
    """A story's page, with a place for its key."""
    try:
        return reverse(
            "stories:story", kwargs={"organisation_slug": organisation_slug, "team_slug": team_slug, "key": _PLACE}
        )
    except NoReverseMatch:
        return ""
