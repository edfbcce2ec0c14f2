"""What a change to a story means for the sprint it is in."""

from datetime import datetime

from sprints.board.announce import announce_card
from sprints.ledger.rules import EventKind
from sprints.ledger.services import append, lock_sprint, not_before_the_last
from sprints.models import SprintBacklogItem
from sprints.rules import SprintState
from sprints.scope.services import remove_from_sprint, set_backlog_place
from stories.hooks import ChangeKind, StoryChange, story_changed
from stories.models import Story
from teams.models import User

LEDGER_KINDS = {ChangeKind.ESTIMATED: EventKind.REESTIMATED, ChangeKind.MOVED: EventKind.MOVED}


@story_changed.connect
def keep_sprint_true(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Ledger rows for estimates and moves in the running sprint; an archived or deleted story leaves its sprint.

    A done story that is reopened once its sprint is closed waits at the top of the backlog.
    """
    item = SprintBacklogItem.objects.select_related("sprint__team__organisation").filter(story=story).first()
    if item is None:
        if change.kind == ChangeKind.MOVED and not (story.is_done or story.in_backlog):
            set_backlog_place(story, in_backlog=True, now=now)  # reopened after its sprint was closed
        return
    if change.kind in (ChangeKind.ARCHIVED, ChangeKind.DELETED):
        reason = change.reason or f"The story was {change.kind}."
        remove_from_sprint(sprint=item.sprint, story=story, actor=actor, now=now, reason=reason)
        return
    if change.kind == ChangeKind.MOVED:
        item.status_since = now
        item.save(update_fields=["status_since"])
    if item.sprint.state == SprintState.ACTIVE:
        item.sprint = lock_sprint(item.sprint)
    if item.sprint.state == SprintState.ACTIVE and change.kind in LEDGER_KINDS:
        append(
            sprint=item.sprint,
            kind=LEDGER_KINDS[change.kind],
            actor=actor,
            at=not_before_the_last(item.sprint, now),
            story=story,
            reason=change.reason,
        )
    announce_card(item, story, now)
