"""Reads for the planning page: whom the sprint has, what it could take, what was chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from sprints import rules
from sprints.ledger.rules import EventKind
from sprints.models import Capacity, Commitment, LedgerEvent, Sprint
from sprints.planning.rules import Dot, capacity_percent, day_dots, usual_days
from stories.models import Story
from stories.rules import Kind, ready_gaps
from stories.story.queries import facts_by_story
from teams.models import TeamMembership
from teams.rules import TeamRole

# As many backlog stories as one page offers; the search finds the others.
MOST_OFFERED = 150


@dataclass(frozen=True, slots=True)
class Person:
    """One person's row of the capacity table; `available` in days."""

    capacity: Capacity
    focus: str
    available: Decimal
    dots: list[Dot]


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


def capacities_of(sprint: Sprint) -> list[Capacity]:
    """One capacity per person who develops in the team now; unsaved with the usual share where none was set."""
    known = {capacity.user_id: capacity for capacity in sprint.capacities.all()}
    capacities = []
    for member in _developers(sprint):
        capacity = known.get(member.user_id) or Capacity(
            sprint=sprint, allocation=member.allocation, days_off=Decimal(0)
        )
        capacity.user = member.user
        capacities.append(capacity)
    return capacities


def _developers(sprint: Sprint) -> list[TeamMembership]:
    members = sprint.team.memberships.current().select_related("user").order_by("joined_at", "pk")
    return [member for member in members if set(member.roles) - {TeamRole.STAKEHOLDER}]


def staffing_of(sprint: Sprint) -> Staffing:
    """The capacity table of a planned sprint (SPR-1)."""
    working = len(rules.working_dates(sprint.start_date, sprint.end_date, sprint.team.working_days))
    members = {member.user_id: member for member in _developers(sprint)}
    people = [_person(capacity, working, members[capacity.user_id].focus) for capacity in capacities_of(sprint)]
    days = sum((person.available for person in people), Decimal(0))
    full = sum((rules.available_days(working, Decimal(0), one.allocation) for one in members.values()), Decimal(0))
    usual = usual_days(past_capacities(sprint), full)
    return Staffing(people, working, days, usual, capacity_percent(days, usual))


def _person(capacity: Capacity, working: int, focus: str) -> Person:
    available = rules.available_days(working, capacity.days_off, capacity.allocation)
    return Person(capacity, focus, available, day_dots(working, available))


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
