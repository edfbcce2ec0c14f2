"""The board as one viewer sees it: columns, lanes and filters laid over cards that are the same for all."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString

from sprints.board.cards import Card, Look, cards_of
from sprints.board.header import Facts, days_of, header_html
from sprints.board.queries import Standing, rows_of
from sprints.board.rules import LANES, Filters, Lane, lane_of, lanes_of, limit_note
from sprints.models import Sprint
from stories.models import Status
from teams.access import Access


@dataclass(frozen=True)
class Column:
    """One status with what stands in it, whatever the filters hide."""

    status: Status
    count: int
    points: Decimal
    limit_words: str
    at_limit: bool


@dataclass(frozen=True)
class Row:
    """One lane across all columns: its cards as HTML, by column."""

    lane: Lane
    cells: list[tuple[Column, SafeString]]


@dataclass
class Page:
    """What the template shows."""

    header: SafeString
    columns: list[Column]
    rows: list[Row]
    filters: Filters
    by: str
    shown: int
    total: int
    blocked: int
    personas: list[tuple[int, str]] = field(default_factory=list)

    cuts = (
        ("", "No lanes"),
        ("persona", "Lanes by persona"),
        ("assignee", "Lanes by person"),
        ("epic", "Lanes by epic"),
    )

    @property
    def by_name(self) -> str:
        return dict(self.cuts)[self.by]

    @property
    def persona_name(self) -> str:
        """The persona that the board is narrowed to, if any of its cards has it."""
        return dict(self.personas).get(self.filters.persona, "")


def read_page(access: Access, sprint: Sprint, query: Mapping[str, str], now: datetime) -> Page:
    """The board of a running sprint. The number of queries does not depend on the number of cards."""
    statuses = list(access.team.statuses.all())
    facts = Facts(sprint, days_of(sprint, access.team, now))
    look = Look(access.team, facts.days, {status.pk: status.category for status in statuses})
    cards = cards_of(rows_of(sprint.items.all()), facts.added, look)
    filters = Filters.read(query, access.user.pk)
    by_status = {status.pk: [] for status in statuses}
    for card in cards:
        by_status[card.status_id].append(card)
    columns = [_column(status, by_status[status.pk]) for status in statuses]
    by = query.get("lanes", "") if query.get("lanes") in LANES else ""
    return Page(
        header=header_html(facts, _standing(cards, look)),
        columns=columns,
        rows=_rows(cards, columns, filters, by),
        filters=filters,
        by=by,
        shown=sum(filters.shows(card.facts) for card in cards),
        total=len(cards),
        blocked=sum(card.facts.blocked for card in cards),
        personas=sorted({card.facts.persona for card in cards if card.facts.persona}, key=lambda one: one[1]),
    )


def _standing(cards: list[Card], look: Look) -> Standing:
    """As `queries.standing`, from what is at hand."""
    goal = [look.categories[card.status_id] for card in cards if card.facts.serves_goal]
    return Standing(goal, sum(card.facts.blocked for card in cards))


def _column(status: Status, cards: list[Card]) -> Column:
    points = sum((card.points or Decimal(0) for card in cards), Decimal(0))
    return Column(status, len(cards), points, *limit_note(len(cards), status.wip_limit))


def _rows(cards: list[Card], columns: list[Column], filters: Filters, by: str) -> list[Row]:
    cells: dict[tuple[str, int], list[str]] = {}
    for card in cards:
        html = card.html if filters.shows(card.facts) else card.hidden_html
        cells.setdefault((lane_of(card.facts, by).key, card.status_id), []).append(html)
    return [
        Row(lane, [(column, _joined(cells.get((lane.key, column.status.pk), ()))) for column in columns])
        for lane in lanes_of((card.facts for card in cards), by)
    ]


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))  # each part is our own template's output


def tag(access: Access, sprint: Sprint, today, *parts: object) -> str:
    """The page's ETag: differs whenever the page might. Costs no query and looks at no card."""
    team, user = access.team, access.user
    words = (
        sprint.pk, sprint.board_version, today, team.look_version, team.name, team.purpose, sorted(access.roles),
        user.pk, user.name, user.single_keys, edition(), *parts,
    )  # fmt: skip
    return f'"{hashlib.blake2s(repr(words).encode(), digest_size=12).hexdigest()}"'


@cache
def edition() -> str:
    """Names the templates and files that this process serves pages with."""
    digest = hashlib.blake2s(digest_size=8)
    for folder in ("shell", "parts", "sprints"):
        for file in sorted(Path(settings.BASE_DIR, "templates", folder).glob("*.html")):
            digest.update(file.read_bytes())
    for name in ("css/app.css", "js/board.js", "js/live.js", "js/wall.js", "icons.svg"):
        digest.update(static(name).encode())
    return digest.hexdigest()
