"""Cards as HTML, rendered once for everybody and kept until something that they show is different."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.core.cache import caches
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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
        return mark_safe(self.html.replace("<li ", "<li hidden ", 1))  # noqa: S308 (our own template's output)


def cards_of(rows: Sequence[Row], added: dict[int, datetime], look: Look) -> list[Card]:
    """The cards of these rows; those that are kept cost no query. `added` tells when late stories came."""
    marks = _marks(rows, added, look)
    kept = caches["fragments"].get_many(marks.values())
    missing = [row for row in rows if marks[row.item_id] not in kept]
    if missing:
        fresh = _render(missing, added, look)
        pictures = {marks[row.item_id]: fresh[row.item_id] for row in missing if row.item_id in fresh}
        caches["fragments"].set_many(pictures)
        kept |= pictures
    return [_placed(row, *kept[marks[row.item_id]]) for row in rows if marks[row.item_id] in kept]


def _marks(rows: Iterable[Row], added: dict[int, datetime], look: Look) -> dict[int, str]:
    """The key of each card's picture: everything it shows is in here or counts up the story's version."""
    mark = look.mark
    return {
        row.item_id: f"card:{mark}:{row.story_id}:{row.version}:{row.status_id}:{row.serves_goal:d}"
        f":{row.status_since.timestamp():.0f}:{_stamp(added.get(row.story_id))}"
        for row in rows
    }


def _stamp(moment: datetime | None) -> str:
    return f"{moment.timestamp():.0f}" if moment else ""


def _render(rows: Sequence[Row], added: dict[int, datetime], look: Look) -> dict[int, tuple]:
    """The pictures of these cards by item: HTML, people, persona, blocked."""
    written = contents([row.story_id for row in rows])
    addresses = _addresses(look.team)
    template = get_template("sprints/_card.html")
    return {
        row.item_id: _picture(template, row, written[row.story_id], added.get(row.story_id), look, addresses)
        for row in rows
        if row.story_id in written
    }


def _picture(template, row: Row, content: Content, added: datetime | None, look: Look, address: str) -> tuple:
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
    persona = content.persona and content.persona[:2]
    return html, tuple(map(tuple, content.people)), persona, content.impediment is not None


def _placed(row: Row, html: str, people: tuple, persona: tuple | None, blocked: bool) -> Card:
    """The list item around a picture says where the card stands; the page's scripts go by it."""
    epic = (row.epic_id, row.epic) if row.epic_id else None
    facts = CardFacts(people, persona, epic, row.serves_goal, blocked)
    key = escape(row.key)
    opened = (
        f'<li class="board-item" id="card-{key}" data-card="{key}" data-status="{row.status_id}"'
        f' data-rank="{row.rank}" data-points="{row.points or 0}"'
        f' data-people="{" ".join(str(person) for person, _ in people)}"'
        f' data-persona="{persona[0] if persona else ""}" data-epic="{row.epic_id or ""}"'
        f"{' data-goal' if row.serves_goal else ''}{' data-blocked' if blocked else ''}>"
    )
    return Card(row.key, row.status_id, row.points, facts, mark_safe(f"{opened}{html}</li>"))  # noqa: S308


_PLACE = "STORY-KEY-0"


@cache
def _address(organisation_slug: str, team_slug: str) -> str:
    try:
        return reverse(
            "stories:story", kwargs={"organisation_slug": organisation_slug, "team_slug": team_slug, "key": _PLACE}
        )
    except NoReverseMatch:
        return ""


def _addresses(team: Team) -> str:
    """A story's page, with a place for its key."""
    return _address(team.organisation.slug, team.slug)
