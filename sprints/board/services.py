"""Cards are moved here: to another column, or to another place in their own."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.errors import Conflict
from sprints.board.announce import announce_anew, announce_card
from sprints.models import Sprint, SprintBacklogItem
from stories import rules as story_rules
from stories.models import Status, Story
from stories.permissions import Override
from stories.story.services import change_status, lock_story
from teams.models import User
from teams.services import diary


@transaction.atomic
def move_card(
    *,
    sprint: Sprint,
    story: Story,
    status: Status,
    actor: User | None,
    now: datetime,
    before: Story | None = None,
    after: Story | None = None,
    seen: Status | None = None,
    override: Override | None = None,
) -> Story:
    """Puts a card into the column `status`, directly before or after another card, else at the column's end.

    A neighbour that has left the sprint is ignored. `seen` is the column in which somebody saw the card before they
    moved it without a connection. Again: no change. Raises Conflict when the card has left the sprint or, with
    `seen`, when it was moved elsewhere meanwhile; GateClosed when Done is not met.
    """
    story = lock_story(story)
    item = _item(sprint, story)
    _require_seen(story, seen, status)
    moved = _place(item, before, after, at_end=status.pk != story.status_id)
    if status.pk != story.status_id:
        return change_status(story=story, status=status, actor=actor, now=now, override=override)
    if moved:
        diary.record(actor=actor, verb="ordered", subject=story, now=now, team=story.team, sprint=str(item.sprint))
        announce_card(item, story, now)
    return story


def _item(sprint: Sprint, story: Story) -> SprintBacklogItem:
    if item := next(iter(SprintBacklogItem.objects.filter(sprint=sprint, story=story)), None):
        item.sprint = sprint
        return item
    raise Conflict(
        f"{story.key} is not in {sprint} any more.", field="story", fix="It may be in the backlog or in another sprint."
    )


def _require_seen(story: Story, seen: Status | None, wanted: Status) -> None:
    """A move that waited for the network must not undo what others did meanwhile."""
    if seen is not None and story.status_id not in (seen.pk, wanted.pk):
        raise Conflict(
            f"{story.key} is in {story.status.name} now.",
            field="status",
            fix=f"It was moved there while your move to {wanted.name} waited for the connection.",
            current={"status": story.status_id},
        )


def _place(item: SprintBacklogItem, before: Story | None, after: Story | None, *, at_end: bool) -> bool:
    """Writes the card's new rank; whether it has one. Ranks order all cards of a sprint, columns are cut from it."""
    gap = _gap(item, before, after, at_end=at_end)
    if gap is None or _lies_in(gap, item.rank):
        return False
    rank = story_rules.rank_between(*gap)
    if rank is None:
        _spread(item.sprint)
        rank = story_rules.rank_between(*_gap(item, before, after, at_end=at_end))
    item.rank = rank
    item.save(update_fields=["rank"])
    return True


def _lies_in(gap: tuple[int | None, int | None], rank: int) -> bool:
    lower, upper = gap
    return (lower is None or lower < rank) and (upper is None or rank < upper)


def _gap(
    item: SprintBacklogItem, before: Story | None, after: Story | None, *, at_end: bool
) -> tuple[int | None, int | None] | None:
    """The ranks around the wanted place, None when the card may stay where it is."""
    others = item.sprint.items.exclude(pk=item.pk)
    anchor = before or after
    rank = anchor and others.filter(story=anchor).values_list("rank", flat=True).first()
    if rank is not None and before:
        lower = others.filter(rank__lt=rank).order_by("-rank").values_list("rank", flat=True).first()
        return lower, rank
    if rank is not None:
        upper = others.filter(rank__gt=rank).order_by("rank").values_list("rank", flat=True).first()
        return rank, upper
    return (others.aggregate(last=Max("rank"))["last"], None) if at_end else None


def _spread(sprint: Sprint) -> None:
    """Gives every card a fresh rank with wide gaps; order unchanged."""
    items = list(sprint.items.select_for_update().order_by("rank", "pk"))
    for item, rank in zip(items, story_rules.spread_ranks(len(items)), strict=True):
        item.rank = rank
    SprintBacklogItem.objects.bulk_update(items, ["rank"], batch_size=500)
    announce_anew(sprint)
