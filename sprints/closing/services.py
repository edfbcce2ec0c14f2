"""Sprints end here: closed with every unfinished story carried over on purpose (SPR-5), or cancelled with a reason."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from core.errors import Conflict, Invalid
from live.publish import publish
from sprints.away.queries import free_days
from sprints.ledger.queries import scope_of
from sprints.ledger.rules import EventKind
from sprints.ledger.services import append, lock_sprint, not_before_the_last
from sprints.models import Sprint, SprintBacklogItem, SprintTick
from sprints.planning.services import create_sprint, following_dates
from sprints.rules import SprintState
from sprints.scope.services import add_to_sprint
from stories import rules as story_rules
from stories.models import ChecklistItem, Story
from stories.rules import Category, Gate
from stories.story.services import change_status
from teams.models import User
from teams.services import diary


class Destination(StrEnum):
    NEXT_SPRINT = "next"
    BACKLOG = "backlog"


def _next_sprint(sprint: Sprint, *, actor: User | None, now: datetime) -> Sprint:
    """The team's next planned sprint; planned now when there is none yet."""
    if planned := sprint.team.sprints.planned().order_by("start_date", "number").first():
        return planned
    start, end = following_dates(sprint.team, sprint, sprint.end_date)
    return create_sprint(team=sprint.team, start_date=start, end_date=end, actor=actor, now=now)


def _require_running(sprint: Sprint) -> None:
    if sprint.state != SprintState.ACTIVE:
        raise Conflict(f"{sprint} is {sprint.state}, not running.", fix="Reload the page.")


def _require_decisions(unfinished: list[SprintBacklogItem], destinations: Mapping[int, str]) -> None:
    undecided = [item.story.key for item in unfinished if destinations.get(item.story_id) not in set(Destination)]
    if undecided:
        raise Invalid(
            f"Where shall {', '.join(undecided)} go?",
            field="destinations",
            fix="Choose the next sprint or the backlog for each unfinished story.",
        )


@transaction.atomic
def close_sprint(
    *,
    sprint: Sprint,
    destinations: Mapping[int, str],
    actor: User | None,
    now: datetime,
    goal_met: bool | None = None,
) -> Sprint:
    """Closes the running sprint. `destinations` maps each unfinished story's id to a `Destination`.

    Without `goal_met` the goal stands as it was said before, in the review for instance. Raises Conflict when it is
    not running, Invalid when a story has no destination.
    """
    sprint = lock_sprint(sprint)
    _require_running(sprint)
    items = list(sprint.items.select_related("story__status", "story__team"))
    unfinished = [item for item in items if not item.story.is_done]
    _require_decisions(unfinished, destinations)
    needs_next = any(destinations[item.story_id] == Destination.NEXT_SPRINT for item in unfinished)
    next_sprint = _next_sprint(sprint, actor=actor, now=now) if needs_next else None
    at = not_before_the_last(sprint, now)
    for item in unfinished:
        to_next = destinations[item.story_id] == Destination.NEXT_SPRINT
        place = str(next_sprint) if to_next else "Backlog"
        append(sprint=sprint, kind=EventKind.CARRIED, actor=actor, at=at, story=item.story, destination=place)
        _note_carry(item.story, sprint, place, actor=actor, now=now)
    _end(sprint, SprintState.CLOSED, actor=actor, now=at, goal_met=sprint.goal_met if goal_met is None else goal_met)
    for item in unfinished:
        to_next = destinations[item.story_id] == Destination.NEXT_SPRINT
        _release(item, next_sprint if to_next else None, actor=actor, now=now)
    return sprint


@transaction.atomic
def say_goal_met(*, sprint: Sprint, is_met: bool, actor: User, now: datetime) -> Sprint:
    """What is said of the goal while the sprint runs; closing begins with it. Of an ended sprint nothing moves."""
    sprint = lock_sprint(sprint)
    if sprint.state == SprintState.ACTIVE and sprint.goal_met != is_met:
        before, sprint.goal_met = sprint.goal_met, is_met
        sprint.version += 1
        sprint.save(update_fields=["goal_met", "version"])
        diary.record(
            actor=actor, verb="said of the goal", subject=sprint, now=now, team=sprint.team, met=(before, is_met)
        )
    return sprint


@transaction.atomic
def tick_sprint_item(*, sprint: Sprint, item: ChecklistItem, ticked: bool, actor: User, now: datetime) -> None:
    """Ticks one line of the sprint's own Definition of Done, or takes it back. Again: no change.

    Raises Conflict for an ended sprint and for a line of another team or gate.
    """
    sprint = lock_sprint(sprint)
    if not sprint.is_open:
        raise Conflict(f"{sprint} is {sprint.state}; its Definition of Done is history.", fix="Reload the page.")
    if item.team_id != sprint.team_id or item.gate != Gate.SPRINT:
        raise Conflict("That line is not of this sprint.", fix="Reload the page.")
    tick = sprint.ticks.filter(item=item)
    if tick.exists() == ticked:
        return
    if ticked:
        SprintTick.objects.create(sprint=sprint, item=item, ticked_by=actor, ticked_at=now)
    else:
        tick.delete()
    verb = "ticked" if ticked else "unticked"
    diary.record(actor=actor, verb=verb, subject=sprint, now=now, team=sprint.team, item=item.text)


def _note_carry(story: Story, sprint: Sprint, place: str, *, actor: User | None, now: datetime) -> None:
    diary.record(actor=actor, verb="carried over", subject=story, now=now, team=story.team, sprint=(str(sprint), place))


def _end(sprint: Sprint, state: SprintState, *, actor: User | None, now: datetime, reason: str = "", goal_met=None):
    kind = EventKind.CLOSED if state == SprintState.CLOSED else EventKind.CANCELLED
    append(sprint=sprint, kind=kind, actor=actor, at=now, reason=reason)
    sprint.items.all().delete()
    sprint.free_days = [day.isoformat() for day in sorted(free_days(sprint, sprint.team))]
    sprint.state, sprint.closed_at = state, now
    sprint.cancel_reason, sprint.goal_met = reason, goal_met
    sprint.version += 1
    sprint.save(update_fields=["state", "closed_at", "free_days", "cancel_reason", "goal_met", "version"])
    scope = scope_of(sprint)
    diary.record(
        actor=actor, verb=str(state), subject=sprint, now=now, team=sprint.team,
        committed=scope.committed, delivered=scope.done, reason=reason,
    )  # fmt: skip
    publish(f"board:{sprint.pk}", str(state), {})
    publish(f"backlog:{sprint.team_id}", str(state), {})


def _release(item: SprintBacklogItem, next_sprint: Sprint | None, *, actor: User | None, now: datetime) -> None:
    """After the close: the story goes on in the next sprint as it is, or waits at the top of the backlog, to do."""
    story = item.story
    if next_sprint is not None:
        add_to_sprint(sprint=next_sprint, story=story, actor=actor, now=now, reason="Carried over")
        return
    first = story.team.statuses.filter(category=Category.TODO).first()
    backlog = Story.objects.filter(team=story.team_id).in_backlog().order_by("rank")
    top = backlog.values_list("rank", flat=True).first()
    rank = story_rules.rank_between(None, top)
    Story.objects.filter(pk=story.pk).update(in_backlog=True, rank=rank)
    change_status(story=story, status=first, actor=actor, now=now)


@transaction.atomic
def cancel_sprint(*, sprint: Sprint, reason: str, actor: User | None, now: datetime) -> Sprint:
    """Ends a planned or running sprint without delivery; unfinished stories go back to the backlog.

    A cancelled sprint never counts for velocity. Raises Invalid without a reason, Conflict when it has ended already.
    """
    sprint, reason = lock_sprint(sprint), reason.strip()[:300]
    if not sprint.is_open:
        raise Conflict(f"{sprint} is {sprint.state} already.", fix="Reload the page.")
    if not reason:
        raise Invalid("A sprint is cancelled for a reason.", field="reason", fix="Say what made the goal obsolete.")
    unfinished = [
        item for item in sprint.items.select_related("story__status", "story__team") if not item.story.is_done
    ]
    at = not_before_the_last(sprint, now) if sprint.state == SprintState.ACTIVE else now
    _end(sprint, SprintState.CANCELLED, actor=actor, now=at, reason=reason)
    for item in unfinished:
        _release(item, None, actor=actor, now=now)
    return sprint
