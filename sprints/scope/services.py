"""Stories enter and leave sprints here: freely while planning, as ledger events with a reason afterwards (SPR-4)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.errors import Conflict, Invalid
from live.publish import publish
from sprints.board.announce import announce_card, announce_removal
from sprints.ledger.rules import EventKind
from sprints.ledger.services import append, lock_sprint, not_before_the_last
from sprints.models import Sprint, SprintBacklogItem
from sprints.rules import SprintState
from stories import rules as story_rules
from stories.models import Story
from stories.story.services import lock_story
from teams.models import User
from teams.services import diary


def _require_open(sprint: Sprint) -> None:
    if not sprint.is_open:
        raise Conflict(f"{sprint} is {sprint.state}; its scope is history.", fix="Choose the next sprint.")


def _require_reason(sprint: Sprint, reason: str) -> str:
    """What is written beside a scope change of the running sprint (SPR-4); planning needs no reason."""
    reason = " ".join(reason.replace("\x00", "").split())
    if sprint.state == SprintState.ACTIVE and not reason:
        raise Invalid("A scope change needs a reason.", field="reason", fix="Say in a few words why.")
    if len(reason) > 500:
        raise Invalid("A reason has at most 500 characters.", field="reason", fix="Shorten it.")
    return reason


def set_backlog_place(story: Story, *, in_backlog: bool, now: datetime) -> None:
    """Moves the story out of the backlog's order, or back to its top: unfinished work comes first."""
    story.in_backlog = in_backlog
    story.version += 1
    story.updated_at = now
    if in_backlog:
        backlog = Story.objects.filter(team=story.team_id).in_backlog().exclude(pk=story.pk)
        top = backlog.order_by("rank").values_list("rank", flat=True).first()
        story.rank = story_rules.rank_between(None, top)
    story.save(update_fields=["in_backlog", "version", "updated_at", "rank"])


@transaction.atomic
def add_to_sprint(
    *, sprint: Sprint, story: Story, actor: User | None, now: datetime, reason: str = "", serves_goal: bool = False
) -> SprintBacklogItem:
    """Puts a story into a planned sprint, or adds it to the running one as a scope change. Again: no change.

    Raises Conflict for a closed sprint, another team's story, an archived or finished one, or one in another sprint;
    Invalid when a running sprint's change has no reason.
    """
    sprint, story = lock_sprint(sprint), lock_story(story)
    _require_open(sprint)
    reason = _require_reason(sprint, reason)
    if story.team_id != sprint.team_id:
        raise Conflict("That story belongs to another team.", field="story", fix="Reload the page.")
    if story.archived_at or story.is_done:
        state = "archived" if story.archived_at else "done"
        raise Conflict(f"{story.key} is {state}.", field="story", fix="Choose an open story.")
    if current := SprintBacklogItem.objects.select_related("sprint").filter(story=story).first():
        if current.sprint_id == sprint.pk:
            return current
        raise Conflict(f"{story.key} is in {current.sprint} already.", field="story", fix="Take it out there first.")
    last = sprint.items.aggregate(last=Max("rank"))["last"]
    item = SprintBacklogItem.objects.create(
        sprint=sprint,
        story=story,
        serves_goal=serves_goal,
        status_since=now,
        rank=story_rules.rank_between(last, None),
    )
    set_backlog_place(story, in_backlog=False, now=now)
    _tell(sprint, story, EventKind.ADDED, actor=actor, now=now, reason=reason)
    return item


@transaction.atomic
def remove_from_sprint(*, sprint: Sprint, story: Story, actor: User | None, now: datetime, reason: str = "") -> None:
    """Takes a story out of a sprint, back to the top of the backlog. Again: no change.

    Raises Conflict for a closed sprint, and for a finished story of the running one: what was delivered stays;
    Invalid when a running sprint's change has no reason.
    """
    sprint, story = lock_sprint(sprint), lock_story(story)
    _require_open(sprint)
    reason = _require_reason(sprint, reason)
    item = sprint.items.filter(story=story).first()
    if item is None:
        return
    if sprint.state == SprintState.ACTIVE and story.is_done and not story.archived_at:
        raise Conflict(f"{story.key} is done in {sprint}.", field="story", fix="Reopen it first.")
    item.delete()
    set_backlog_place(story, in_backlog=not story.is_done, now=now)
    _tell(sprint, story, EventKind.REMOVED, actor=actor, now=now, reason=reason)


def _tell(sprint: Sprint, story: Story, kind: EventKind, *, actor: User | None, now: datetime, reason: str) -> None:
    verb = "added to sprint" if kind == EventKind.ADDED else "removed from sprint"
    diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, sprint=str(sprint), reason=reason)
    if sprint.state == SprintState.ACTIVE:
        at = not_before_the_last(sprint, now)
        append(sprint=sprint, kind=kind, actor=actor, at=at, story=story, reason=reason)
    if kind == EventKind.ADDED:
        announce_card(sprint.items.get(story=story), story, now)
    else:
        announce_removal(sprint, story, now)
    publish(f"backlog:{sprint.team_id}", "story", {"story": story.pk})


@transaction.atomic
def mark_goal_story(*, sprint: Sprint, story: Story, serves_goal: bool, actor: User, now: datetime) -> None:
    """Says whether a story serves the sprint goal; part of the commitment, so only while planning."""
    sprint = lock_sprint(sprint)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed; its goal stories stay.")
    sprint.items.filter(story=story).update(serves_goal=serves_goal)
    diary.record(
        actor=actor, verb="marked goal story", subject=story, now=now, team=sprint.team, serves_goal=serves_goal
    )
