"""Sprints are planned and committed here."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Max

from core.errors import Conflict, GateClosed, Invalid
from live.publish import publish
from sprints import rules
from sprints.hooks import sprint_committed
from sprints.ledger.rules import EventKind
from sprints.ledger.services import append, lock_sprint
from sprints.models import (
    Capacity,
    Commitment,
    CommittedPerson,
    CommittedStory,
    Sprint,
    SprintBacklogItem,
)
from sprints.planning.queries import people_in
from sprints.rules import SprintState
from stories.permissions import Override
from stories.rules import Gate, ready_gaps
from stories.story.queries import facts_by_story
from stories.story.services import pass_gate
from teams.models import Team, User
from teams.services import diary


def _clean_goal(goal: str) -> str:
    goal = " ".join(goal.split())
    if len(goal) > 300:
        raise Invalid("A sprint goal has at most 300 characters.", field="goal", fix="Say it in one sentence.")
    return goal


@transaction.atomic
def create_sprint(
    *,
    team: Team,
    start_date: date,
    end_date: date,
    actor: User | None,
    now: datetime,
    goal: str = "",
    number: int | None = None,
) -> Sprint:
    """Plans a new sprint; whom it has is read from the calendar until it is committed.

    `number` is the one that a page promised, so that asking twice plans once.
    Raises Invalid naming the date that cannot be, Conflict when `number` is not the next one any more.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    rules.check_dates(start_date, end_date)
    next_number = (team.sprints.aggregate(last=Max("number"))["last"] or 0) + 1
    if number not in (None, next_number):
        raise Conflict(f"Sprint {number} is planned already.", field="number", fix="Open its plan.")
    sprint = Sprint.objects.create(
        team=team, number=next_number, start_date=start_date, end_date=end_date, goal=_clean_goal(goal), created_at=now
    )
    diary.record(actor=actor, verb="planned", subject=sprint, now=now, team=team, goal=sprint.goal)
    return sprint


def following_dates(team: Team, previous: Sprint | None, today: date) -> tuple[date, date]:
    """First and last day of the sprint after `previous`, keeping the team's rhythm and starting on a working day."""
    return rules.next_dates(previous.end_date if previous else None, today, team.sprint_days, team.working_days)


@transaction.atomic
def edit_sprint(*, sprint: Sprint, actor: User, now: datetime, seen_version: int | None = None, **fields) -> Sprint:
    """Changes goal, start_date or end_date of a sprint that is still planned.

    Raises Conflict once it is committed or when somebody else edited it since `seen_version`, Invalid for bad dates.
    """
    sprint = lock_sprint(sprint)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed; goal and dates stay.", fix="Scope can still change, with a reason.")
    if seen_version is not None and seen_version != sprint.version:
        current = {name: getattr(sprint, name) for name in fields if getattr(sprint, name) != fields[name]}
        raise Conflict(
            "Somebody else has changed this plan.", fix="Compare with what is saved, then save again.", current=current
        )
    if "goal" in fields:
        fields["goal"] = _clean_goal(fields["goal"])
    rules.check_dates(fields.get("start_date", sprint.start_date), fields.get("end_date", sprint.end_date))
    changes = {n: (getattr(sprint, n), v) for n, v in fields.items() if getattr(sprint, n) != v}
    for name, (_, value) in changes.items():
        setattr(sprint, name, value)
    if changes:
        sprint.version += 1
        sprint.save(update_fields=[*changes, "version"])
        diary.record(actor=actor, verb="edited", subject=sprint, now=now, team=sprint.team, **changes)
        publish(f"backlog:{sprint.team_id}", "plan", {"sprint": sprint.pk})
    return sprint


@transaction.atomic
def set_capacity(
    *, sprint: Sprint, user: User, actor: User, now: datetime, days_off: object = None, allocation: object = None
) -> Capacity:
    """Says by hand how much of a person the planned sprint has: days off in it, and share of time in %.

    From then on the calendar is not asked about this person, until `follow_calendar`.
    Raises Invalid naming the field, Conflict when the sprint is committed.
    """
    sprint = _lock_planned(sprint)
    person = next((person for person in people_in(sprint) if person.user == user), None)
    if person is None:
        raise Invalid("That person does not develop on the team.", field="user", fix="Add them to the team first.")
    capacity = person.capacity
    if days_off is not None:
        capacity.days_off = _clean_days_off(sprint, days_off)
    if allocation is not None:
        if not str(allocation).isdigit() or int(allocation) > 100:
            raise Invalid("The share is 0 to 100 %.", field="allocation", fix="Full time is 100.")
        capacity.allocation = int(allocation)
    capacity.save()
    diary.record(
        actor=actor, verb="set capacity", subject=sprint, now=now, team=sprint.team, person=user.name,
        days_off=capacity.days_off, allocation=capacity.allocation,
    )  # fmt: skip
    return capacity


@transaction.atomic
def follow_calendar(*, sprint: Sprint, user: User, actor: User, now: datetime) -> None:
    """Takes back what was entered by hand: the calendar counts again. A second call changes nothing."""
    sprint = _lock_planned(sprint)
    deleted, _ = sprint.capacities.filter(user=user).delete()
    if deleted:
        diary.record(
            actor=actor, verb="followed the calendar", subject=sprint, now=now, team=sprint.team, person=user.name
        )


def _lock_planned(sprint: Sprint) -> Sprint:
    sprint = lock_sprint(sprint)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed; its capacity is part of the commitment.")
    return sprint


def _clean_days_off(sprint: Sprint, days_off: object) -> Decimal:
    working = len(rules.working_dates(sprint.start_date, sprint.end_date, sprint.team.working_days))
    try:
        days = Decimal(str(days_off).strip() or "0")
    except InvalidOperation:
        days = Decimal(-1)
    if not days.is_finite() or not 0 <= days <= working or days * 2 != int(days * 2):
        raise Invalid(
            f"Days off are 0 to {working}, in halves.", field="days_off", fix="2.5 means two days and a half."
        )
    return days


@transaction.atomic
def commit_sprint(*, sprint: Sprint, actor: User, now: datetime, override: Override | None = None) -> Commitment:
    """Takes the snapshot that can never change (SPR-3) and starts the sprint.

    Raises Conflict when it is committed already or another sprint is running, Invalid for an empty plan, GateClosed
    with every story's gaps when some are not Ready (unless the product owner overrides).
    """
    sprint = lock_sprint(sprint)
    # The team's lock keeps two planned sprints from being committed side by side.
    Team.objects.select_for_update(no_key=True).get(pk=sprint.team_id)
    _require_committable(sprint)
    items = list(sprint.items.select_related("story__status", "story__persona", "story__team"))
    if not items:
        raise Invalid("The plan is empty.", field="stories", fix="Choose the stories first.")
    _ask_ready(items, override, now=now)
    commitment = _write_commitment(sprint, items, actor=actor, now=now)
    sprint.state, sprint.committed_at = SprintState.ACTIVE, now
    sprint.version += 1
    sprint.save(update_fields=["state", "committed_at", "version"])
    append(sprint=sprint, kind=EventKind.STARTED, actor=actor, at=now)
    for item in items:
        append(sprint=sprint, kind=EventKind.COMMITTED, actor=actor, at=now, story=item.story)
    sprint.items.update(status_since=now)
    points = sum(item.story.points or 0 for item in items)
    diary.record(
        actor=actor, verb="committed", subject=sprint, now=now, team=sprint.team, stories=len(items), points=points
    )
    sprint_committed(sprint=sprint, actor=actor, now=now)
    publish(f"board:{sprint.pk}", "committed", {})
    publish(f"backlog:{sprint.team_id}", "committed", {})
    return commitment


def _require_committable(sprint: Sprint) -> None:
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed already.", fix="Open the board.")
    if running := sprint.team.sprints.active().first():
        raise Conflict(f"{running} is still running.", fix=f"Close {running} first: one sprint runs at a time.")


def _ask_ready(items: list[SprintBacklogItem], override: Override | None, *, now: datetime) -> None:
    facts = facts_by_story([item.story for item in items])
    gaps = {item.story: ready_gaps(facts[item.story_id]) for item in items}
    unready = {story: lacking for story, lacking in gaps.items() if lacking}
    if unready and override is None:
        raise GateClosed(
            f"{len(unready)} of {len(items)} stories are not Ready.",
            open_items=[f"{story.key}: {gap}" for story, lacking in unready.items() for gap in lacking],
            field="stories",
            fix="Make them Ready, take them out, or let the product owner override with a reason.",
        )
    for story, lacking in unready.items():
        pass_gate(story, Gate.READY, lacking, override, now=now)


def _write_commitment(sprint: Sprint, items: list[SprintBacklogItem], *, actor: User, now: datetime) -> Commitment:
    team = sprint.team
    people = _committed_people(sprint)
    commitment = Commitment.objects.create(
        sprint=sprint,
        goal=sprint.goal,
        start_date=sprint.start_date,
        end_date=sprint.end_date,
        time_zone=team.time_zone,
        working_days=team.working_days,
        capacity_days=sum((person.available_days for person in people), Decimal(0)),
        committed_by=actor,
        committed_at=now,
    )
    for person in people:
        person.commitment = commitment
    CommittedPerson.objects.bulk_create(people)
    CommittedStory.objects.bulk_create(
        CommittedStory(
            commitment=commitment,
            story_id=item.story_id,
            story_key=item.story.key,
            title=item.story.title,
            story_kind=item.story.kind,
            points=item.story.points,
            persona=item.story.persona.name if item.story.persona else "",
            criteria_count=item.story.criteria.count(),
            serves_goal=item.serves_goal,
        )
        for item in items
    )
    return commitment


def _committed_people(sprint: Sprint) -> list[CommittedPerson]:
    return [
        CommittedPerson(
            user_id=person.user.pk,
            roles=person.calendar.membership.roles,
            allocation=person.capacity.allocation,
            days_off=person.capacity.days_off,
            available_days=person.available,
        )
        for person in people_in(sprint)
    ]
