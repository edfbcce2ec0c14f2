"""Reads for the planning page: whom the sprint has, what it could take, what was chosen."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from sprints import rules
from sprints.ledger.rules import EventKind
from sprints.models import Capacity, Commitment, CommittedPerson, LedgerEvent, Sprint
from sprints.planning.rules import DOTS, Dot, TeamChange, capacity_percent, day_dots, team_changes, usual_days
from stories.models import Story
from stories.rules import Kind, ready_gaps
from stories.story.queries import facts_by_story
from teams.access import Access
from teams.availability.permissions import may_see_reason
from teams.availability.queries import PersonCalendar, calendar_of
from teams.models import User

# As many backlog stories as one page offers; the search finds the others.
MOST_OFFERED = 150


@dataclass(frozen=True, slots=True)
class Person:
    """One person's row of the capacity table; `available` in days, `reason` says how the calendar counts them.

    `capacity` is saved where somebody entered it by hand, and follows the calendar otherwise.
    """

    capacity: Capacity
    calendar: PersonCalendar
    available: Decimal
    dots: list[Dot]
    reason: str

    @property
    def user(self) -> User:
        return self.calendar.user

    @property
    def focus(self) -> str:
        return self.calendar.membership.focus

    @property
    def by_hand(self) -> bool:
        return self.capacity.pk is not None

    @property
    def is_plain(self) -> bool:
        """Here all the time: nothing needs saying."""
        total = self.calendar.total
        return not self.by_hand and not total.lost and total.shares in ((), (100,))


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whom a sprint has. `days` and `usual` in days; `percent` of the usual, None when nothing is usual."""

    people: list[Person]
    working_days: int
    days: Decimal
    usual: Decimal
    percent: int | None


@dataclass(frozen=True, slots=True)
class Pick:
    """A story that is, or could be, in the sprint; `carried` counts how often it was carried over."""

    story: Story
    chosen: bool
    serves_goal: bool
    gaps: list[str]
    carried: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What was chosen so far; `unestimated` counts work that should have points and has none."""

    stories: int
    points: Decimal
    unestimated: int


def people_in(sprint: Sprint, access: Access | None = None) -> list[Person]:
    """Everybody who develops in the team now, with the days that the sprint has of them (SPR-1).

    `access` decides whether a reason tells why somebody is off.
    """
    by_hand = {capacity.user_id: capacity for capacity in sprint.capacities.all()}
    calendar = calendar_of(sprint.team, sprint.start_date, sprint.end_date)
    return [_person(sprint, one, by_hand.get(one.user.pk), access) for one in calendar]


def _person(sprint: Sprint, calendar: PersonCalendar, by_hand: Capacity | None, access: Access | None) -> Person:
    total = calendar.total
    reason = calendar.reason(told=access is not None and may_see_reason(access, calendar.user.pk))
    if by_hand:
        available = rules.available_days(total.working, by_hand.days_off, by_hand.allocation)
        dots = day_dots(total.working, max(Decimal(0), total.working - by_hand.days_off))
        return Person(by_hand, calendar, available, dots, reason)
    capacity = Capacity(sprint=sprint, user=calendar.user, allocation=total.share, days_off=total.lost)
    dots = [DOTS[day.halves] for day in calendar.days if day.is_working]
    return Person(capacity, calendar, total.days, dots, reason)


def staffing_of(sprint: Sprint, access: Access | None = None) -> Staffing:
    """The capacity table of a planned sprint (SPR-1)."""
    people = people_in(sprint, access)
    working = len(rules.working_dates(sprint.start_date, sprint.end_date, sprint.team.working_days))
    days = sum((person.available for person in people), Decimal(0))
    shares = [person.calendar.membership.allocation for person in people]
    full = sum((rules.available_days(working, Decimal(0), share) for share in shares), Decimal(0))
    usual = usual_days(past_capacities(sprint), full)
    return Staffing(people, working, days, usual, capacity_percent(days, usual))


def team_changes_before(sprint: Sprint, people: list[Person]) -> list[tuple[str, TeamChange]]:
    """Who joined or left since the sprints whose numbers are compared with this one's, by name (PPL-7)."""
    closed = sprint.team.sprints.closed().filter(number__lt=sprint.number)
    rows = CommittedPerson.objects.filter(commitment__sprint__in=closed).select_related("user")
    past, names = defaultdict(set), {person.user.pk: str(person.user) for person in people}
    for number, row in ((row.number, row) for row in rows.annotate(number=F("commitment__sprint__number"))):
        past[number].add(row.user_id)
        names.setdefault(row.user_id, str(row.user))
    changes = team_changes(past, {person.user.pk for person in people})
    return sorted((names[change.person], change) for change in changes)


def past_capacities(sprint: Sprint) -> list[Decimal | None]:
    """Committed capacity of the team's closed sprints before this one in days, oldest first."""
    commitments = Commitment.objects.filter(sprint__in=sprint.team.sprints.closed(), sprint__number__lt=sprint.number)
    return list(commitments.order_by("sprint__number").values_list("capacity_days", flat=True))


def times_carried(story_ids: Iterable[int]) -> Counter[int]:
    """How often each story was carried over when a sprint closed (SPR-5), by story id."""
    carried = LedgerEvent.objects.filter(kind=EventKind.CARRIED, story_id__in=list(story_ids))
    return Counter(carried.values_list("story_id", flat=True))


def totals_of(sprint: Sprint) -> Totals:
    """How much is in a planned sprint."""
    chosen = list(sprint.items.values_list("story__points", "story__kind"))
    return Totals(
        stories=len(chosen),
        points=sum((points for points, _ in chosen if points), Decimal(0)),
        unestimated=sum(points is None and kind != Kind.SPIKE for points, kind in chosen),
    )


def chosen_in(sprint: Sprint) -> list[Pick]:
    """The stories of a planned sprint in their order."""
    items = list(sprint.items.select_related("story__persona", "story__status", "story__team"))
    goal = {item.story_id for item in items if item.serves_goal}
    return _picks([item.story for item in items], chosen=True, goal=goal)


def offered_to(sprint: Sprint, search: str = "") -> list[Pick]:
    """Backlog stories in their order, Ready ones first; at most MOST_OFFERED, matching `search` in key or text."""
    backlog = Story.objects.filter(team=sprint.team_id).in_backlog().ordered()
    for word in search.split()[:8]:
        backlog = backlog.filter(Q(key__icontains=word) | Q(title__icontains=word) | Q(goal__icontains=word))
    stories = list(backlog.select_related("persona", "status", "team")[:MOST_OFFERED])
    return sorted(_picks(stories, chosen=False), key=lambda pick: bool(pick.gaps))


def pick_of(sprint: Sprint, story: Story) -> Pick:
    """One story's row."""
    item = sprint.items.filter(story=story).first()
    goal = {story.pk} if item and item.serves_goal else set()
    return _picks([story], chosen=item is not None, goal=goal)[0]


def _picks(stories: list[Story], *, chosen: bool, goal: Iterable[int] = ()) -> list[Pick]:
    facts, carried = facts_by_story(stories), times_carried(story.pk for story in stories)
    return [Pick(story, chosen, story.pk in goal, ready_gaps(facts[story.pk]), carried[story.pk]) for story in stories]
