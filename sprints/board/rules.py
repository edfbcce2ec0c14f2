"""Pure decisions of the board: which day it is, how old things are, what the header says, what a filter shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from sprints.ledger.rules import ZERO, Event, Scope, apply
from sprints.rules import working_dates
from stories.rules import Category

WEEK = 7


def working_days_after(start: date, today: date, weekdays: Iterable[int]) -> int:
    """Working days later than `start`, up to and with `today`; `weekdays` as `date.weekday()` numbers."""
    span = (today - start).days
    if span <= 0:
        return 0
    weeks, rest = divmod(span, WEEK)
    week = frozenset(weekdays)
    return weeks * len(week) + sum((start.weekday() + day) % WEEK in week for day in range(1, rest + 1))


@dataclass(frozen=True)
class SprintDays:
    """A sprint's calendar as its team lives it, seen on `today` (the team's own date); on `free` days nobody works."""

    start: date
    end: date
    weekdays: frozenset[int]
    zone: tzinfo
    today: date
    free: frozenset[date] = frozenset()

    @cached_property
    def working(self) -> list[date]:
        return working_dates(self.start, self.end, self.weekdays, self.free)

    @property
    def total(self) -> int:
        return len(self.working)

    @cached_property
    def number(self) -> int:
        """Which working day today is: 0 before the first, the last one's number after the end."""
        return sum(day <= self.today for day in self.working)

    @cached_property
    def elapsed(self) -> int:
        """Working days that are over."""
        return sum(day < self.today for day in self.working)

    @property
    def left(self) -> int:
        """Working days after today."""
        return self.total - self.number

    @property
    def is_over(self) -> bool:
        return self.today > self.end

    def age(self, since: datetime) -> int:
        """Working days since a moment: 0 on the same day."""
        return working_days_after(since.astimezone(self.zone).date(), self.today, self.weekdays)

    def day_of(self, moment: datetime) -> int:
        """Which working day of the sprint a moment fell on; what comes before the first counts as the first."""
        day = moment.astimezone(self.zone).date()
        return max(1, sum(working <= day for working in self.working))

    def evenings(self) -> list[datetime]:
        """The midnights that end the working days before yesterday; today's point stands for the rest."""
        days = self.working[: max(0, self.elapsed - 1)]
        return [datetime.combine(day + timedelta(1), time(), tzinfo=self.zone) for day in days]


@dataclass(frozen=True)
class Burndown:
    """Points left at the start, after each working day that is over, and now; `ideal` is a straight line's value now.

    The last point stands at `elapsed` of `total` working days.
    """

    points: tuple[Decimal, ...]
    ideal: Decimal
    elapsed: int
    total: int


def burndown(events: Iterable[Event], days: SprintDays) -> tuple[Scope, Burndown]:
    """Folds the ledger once into the sprint as it is now and its burndown."""
    scope, points, waiting = Scope(), [], days.evenings()
    for event in events:
        while waiting and event.at >= waiting[0]:
            points.append(scope.remaining)
            waiting.pop(0)
        apply(scope, event)
    points += [scope.remaining] * len(waiting)
    before = [scope.committed, *points] if days.elapsed else []
    share = Decimal(days.total - days.elapsed) / days.total if days.total else ZERO
    return scope, Burndown((*before, scope.remaining), scope.committed * share, days.elapsed, days.total)


def whole(points: Decimal) -> Decimal:
    """Points rounded to a whole number, halves up."""
    return points.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def percent(part: Decimal, total: Decimal) -> int:
    """`part` of `total` in per cent; 0 of nothing."""
    return int(whole(part * 100 / total)) if total else 0


def goal_outlook(categories: Sequence[str]) -> str:
    """How the stories that serve the goal stand, from facts only; empty when none serves it."""
    total, done = len(categories), categories.count(Category.DONE)
    if not total:
        return ""
    words = [f"{done} of {total} goal {'story' if total == 1 else 'stories'} done"]
    on_the_way = ((Category.REVIEW, "in review"), (Category.DOING, "in progress"))
    nearest = next((f"{n} {name}" for category, name in on_the_way if (n := categories.count(category))), "")
    return ", ".join([*words, nearest] if nearest else words)


def limit_note(count: int, limit: int | None) -> tuple[str, bool]:
    """What a column says about its limit, and whether it deserves a look."""
    if limit is None:
        return "", False
    if count < limit:
        return f"of {limit}", False
    return (f"limit {limit} reached" if count == limit else f"{count - limit} over limit {limit}"), True


@dataclass(frozen=True)
class CardFacts:
    """What lanes and filters ask of a card. People and persona are (id, name)."""

    people: tuple[tuple[int, str], ...] = ()
    persona: tuple[int, str] | None = None
    epic: tuple[int, str] | None = None
    serves_goal: bool = False
    blocked: bool = False


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; `mine` is the id of the person who asked for their own stories."""

    mine: int | None = None
    goal: bool = False
    blocked: bool = False
    persona: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str], viewer: int) -> "Filters":
        """From the address; what makes no sense there is ignored."""
        persona = query.get("persona", "")
        return cls(
            mine=viewer if query.get("mine") == "1" else None,
            goal=query.get("goal") == "1",
            blocked=query.get("blocked") == "1",
            persona=int(persona) if persona.isdecimal() else None,
        )

    @property
    def any(self) -> bool:
        return self != NO_FILTERS

    def shows(self, card: CardFacts) -> bool:
        return (
            (self.mine is None or any(person == self.mine for person, _ in card.people))
            and (not self.goal or card.serves_goal)
            and (not self.blocked or card.blocked)
            and (self.persona is None or (card.persona is not None and card.persona[0] == self.persona))
        )


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Lane:
    """One row of the board. `key` is what a card's own facts spell for it; empty for the cards without."""

    key: str = ""
    name: str = ""


def _persona_lane(card: CardFacts) -> Lane:
    return Lane(str(card.persona[0]), card.persona[1]) if card.persona else Lane("", "No persona")


def _epic_lane(card: CardFacts) -> Lane:
    return Lane(str(card.epic[0]), card.epic[1]) if card.epic else Lane("", "No epic")


def _assignee_lane(card: CardFacts) -> Lane:
    """A pair is a lane of its own: their card is in one place, not in two."""
    if not card.people:
        return Lane("", "Nobody yet")
    return Lane(" ".join(str(person) for person, _ in card.people), " and ".join(name for _, name in card.people))


ONE_LANE = Lane()
LANES = {"persona": _persona_lane, "assignee": _assignee_lane, "epic": _epic_lane}


def lanes_of(cards: Iterable[CardFacts], by: str) -> list[Lane]:
    """The lanes of these cards by name, those without last; one unnamed lane when `by` names no way to cut."""
    if by not in LANES:
        return [ONE_LANE]
    found = {LANES[by](card) for card in cards}
    return sorted(found, key=lambda lane: (not lane.key, lane.name.casefold(), lane.key)) or [ONE_LANE]


def lane_of(card: CardFacts, by: str) -> Lane:
    """The lane that a card belongs to."""
    return LANES[by](card) if by in LANES else ONE_LANE
