"""Writes to the ledger. Rows are only ever added; the one exception is `erase_history`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from core.bulk import Columns
from core.errors import Conflict
from sprints.ledger.rules import Event, EventKind
from sprints.ledger.triggers import unlocked_ledger
from sprints.models import Commitment, CommittedPerson, CommittedStory, LedgerEvent, Sprint
from stories.models import Story
from teams.models import Organisation, User
from teams.services import diary

# What of an event is written as it is.
_PLAIN: Final = ("story_id", "story_key", "title", "story_kind", "status", "category", "destination", "reason",
                 "actor_id", "kind")  # fmt: skip


def lock_sprint(sprint: Sprint) -> Sprint:
    """The sprint as it is now, locked until the transaction ends; raises Conflict when it is gone."""
    rows = Sprint.objects.select_for_update(of=("self",)).select_related("team__organisation")
    fresh = rows.filter(pk=sprint.pk).first()
    if fresh is None:
        raise Conflict("That sprint does not exist any more.", fix="Reload the page.")
    return fresh


def not_before_the_last(sprint: Sprint, now: datetime) -> datetime:
    """`now`, or the time of the latest event when a parallel request was quicker: the ledger never runs backwards."""
    latest = sprint.ledger.aggregate(latest=Max("at"))["latest"]
    return max(now, latest) if latest else now


def append(
    *,
    sprint: Sprint,
    kind: EventKind,
    actor: User | None,
    at: datetime,
    story: Story | None = None,
    destination: str = "",
    reason: str = "",
) -> LedgerEvent:
    """Adds one event about `story` as it is now. The caller holds the sprint's lock."""
    about = {}
    if story is not None:
        about = {
            "story_id": story.pk,
            "story_key": story.key,
            "title": story.title,
            "story_kind": story.kind,
            "points": story.points,
            "status": story.status.name,
            "category": story.status.category,
        }
    return LedgerEvent.objects.create(
        sprint=sprint, kind=kind, actor=actor, at=at, destination=destination, reason=reason[:500], **about
    )


def append_history(*, sprint: Sprint, events: Iterable[Event], actor: User | None) -> None:
    """Adds the events of a sprint that was run elsewhere; `ref` is a story id or, without a story, a text."""
    columns = Columns(LedgerEvent, plain=_PLAIN, adapted=("points", "at"), sprint_id=sprint.pk)
    actor_id = actor.pk if actor else None
    columns.insert(
        (
            event.ref if isinstance(event.ref, int) else None,
            event.key,
            event.title[:200],
            event.story_kind,
            event.status,
            event.category,
            event.destination,
            event.reason[:500],
            event.actor_id or actor_id,
            str(event.kind),
            *columns.adapt(event.points, event.at),
        )
        for event in events
    )


@transaction.atomic
def erase_history(*, sprints: Iterable[Sprint], organisation: Organisation, actor: User, reason: str, now: datetime):
    """Deletes sprints with their ledger and commitments: SPR-3's two exceptions, and nothing else.

    Only for purging a whole organisation and for undoing the import that created the sprints. Audited in the diary.
    """
    numbers = [(sprint.pk, str(sprint)) for sprint in sprints]
    ids = [key for key, _ in numbers]
    with unlocked_ledger():
        CommittedStory.objects.filter(commitment__sprint_id__in=ids).delete()
        CommittedPerson.objects.filter(commitment__sprint_id__in=ids).delete()
        Commitment.objects.filter(sprint_id__in=ids).delete()
        LedgerEvent.objects.filter(sprint_id__in=ids).delete()
        Sprint.objects.filter(pk__in=ids).delete()
    diary.record(
        actor=actor, verb="erased history", subject=organisation, now=now, organisation=organisation,
        reason=reason, sprints=[name for _, name in numbers],
    )  # fmt: skip
