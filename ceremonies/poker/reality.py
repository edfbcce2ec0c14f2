"""What came of past sessions, from the rounds that were kept (POK-9), and how long sizes really took."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import mean, median, quantiles

from django.core.cache import caches
from django.db.models import Max

from ceremonies.meeting.rules import Kind, State
from ceremonies.models import Meeting, QueuedStory, Round
from ceremonies.poker.baselines import times_of, words_for
from ceremonies.poker.queries import voices_by_round
from ceremonies.poker.rules import Deck, ItemState, Outcome, outcome_of
from sprints.models import LedgerEvent
from stories.models import Story
from stories.rules import Category
from teams.models import Team

ENOUGH = 3  # stories of one size from which a range is said


@dataclass(frozen=True)
class Estimated:
    """One story of a session: how it was agreed."""

    item: QueuedStory
    rounds: list[Outcome]
    took: timedelta

    @property
    def minutes(self) -> int:
        return max(1, round(self.took / timedelta(minutes=1)))

    @property
    def first_agreement(self) -> int | None:
        return self.rounds[0].agreement if self.rounds else None

    @property
    def last_agreement(self) -> int | None:
        return self.rounds[-1].agreement if self.rounds else None


@dataclass(frozen=True)
class Session:
    """What a room brought."""

    meeting: Meeting
    stories: list[Estimated]

    @property
    def count(self) -> int:
        return len(self.stories)

    @property
    def points(self) -> Decimal:
        return sum((one.item.agreed_points for one in self.stories), Decimal(0))

    @property
    def minutes(self) -> int | None:
        """Median minutes for a story; for rooms without a meeting it would say nothing."""
        if not self.stories or self.meeting.poker.is_asynchronous:
            return None
        return round(median(one.minutes for one in self.stories))

    @property
    def rounds(self) -> float | None:
        return round(mean(len(one.rounds) for one in self.stories), 1) if self.stories else None

    @property
    def agreement(self) -> int | None:
        """How much of the first votes was the suggested card, in percent, over all stories."""
        known = [one.first_agreement for one in self.stories if one.first_agreement is not None]
        return round(mean(known)) if known else None


def session_of(meeting: Meeting) -> Session:
    return _sessions([meeting])[0]


def sessions_of(team: Team, limit: int = 12) -> list[Session]:
    """The latest closed sessions of a team, newest first."""
    closed = team.meetings.of_kind(Kind.POKER).filter(state=State.CLOSED).newest_first()
    return _sessions(list(closed.select_related("poker", "team")[:limit]))


def _sessions(meetings: list[Meeting]) -> list[Session]:
    items = QueuedStory.objects.filter(room__meeting__in=[one.pk for one in meetings], state=ItemState.AGREED)
    rounds = list(Round.objects.filter(item__in=items).exclude(revealed_at=None).order_by("number"))
    voices = voices_by_round(rounds)
    decks = {one.poker.pk: Deck.load(one.poker.deck) for one in meetings}
    by_item: dict[int, list[Round]] = defaultdict(list)
    for one in rounds:
        by_item[one.item_id].append(one)
    by_room: dict[int, list[Estimated]] = defaultdict(list)
    for item in items.order_by("agreed_at", "pk"):
        outcomes = [outcome_of(decks[item.room_id], voices[one.pk]) for one in by_item[item.pk]]
        by_room[item.room_id].append(Estimated(item, outcomes, item.agreed_at - (item.opened_at or item.agreed_at)))
    return [Session(meeting, by_room[meeting.poker.pk]) for meeting in meetings]


@dataclass(frozen=True)
class Size:
    """How long done stories of one size really took, in days: the middle half of them."""

    points: Decimal
    count: int
    low: timedelta
    middle: timedelta
    high: timedelta

    @property
    def words(self) -> str:
        if self.count < ENOUGH or words_for(self.low) == words_for(self.high):
            return words_for(self.middle)
        return f"{words_for(self.low)} to {words_for(self.high)}"


def sizes_of(team: Team) -> list[Size]:
    """Cycle time by estimate, from the ledger; read again only when the ledger has grown."""
    newest = LedgerEvent.objects.filter(sprint__team=team).aggregate(newest=Max("pk"))["newest"]
    key = f"poker-sizes:{team.pk}:{newest}"
    found = caches["fragments"].get(key)
    if found is None:
        found = _sizes(team)
        caches["fragments"].set(key, found)
    return found


def _sizes(team: Team) -> list[Size]:
    done = Story.objects.filter(team=team, status__category=Category.DONE, points__isnull=False)
    points = dict(done.values_list("pk", "points"))
    took: dict[Decimal, list[timedelta]] = defaultdict(list)
    for story, time in times_of(list(points)).items():
        took[points[story]].append(time)
    return [_size(size, sorted(times)) for size, times in sorted(took.items())]


def _size(points: Decimal, times: list[timedelta]) -> Size:
    seconds = [one.total_seconds() for one in times]
    low, middle, high = quantiles(seconds, n=4, method="inclusive") if len(seconds) > 1 else seconds * 3
    return Size(points, len(times), *(timedelta(seconds=one) for one in (low, middle, high)))


@dataclass(frozen=True)
class Past:
    """What a room shows of the past: its own session, the ones before, and how long sizes took."""

    session: Session
    before: list[Session]
    sizes: list[Size]

    @property
    def last(self) -> Session | None:
        return next((one for one in self.before if one.count), None)

    @property
    def trend(self) -> list[Session]:
        """Sessions whose first votes can be compared, oldest first, this one last."""
        return [one for one in (*reversed(self.before[:7]), self.session) if one.agreement is not None]

    @property
    def pace(self) -> int | None:
        """Median minutes for a story over past sessions."""
        known = [one.minutes for one in self.before if one.minutes is not None]
        return round(median(known)) if known else None


def past_of(meeting: Meeting) -> Past:
    before = [one for one in sessions_of(meeting.team) if one.meeting.pk != meeting.pk]
    return Past(session_of(meeting), before, sizes_of(meeting.team))
