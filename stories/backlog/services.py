"""The order of the backlog: two people reordering at once never lose or double a story (STO-5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.errors import Conflict, Invalid
from live.publish import publish
from stories import rules
from stories.models import Story
from teams.models import Team, User
from teams.services import diary


def _spread(team: Team) -> None:
    """Gives every backlog story of the team a fresh rank with wide gaps; order unchanged."""
    stories = list(Story.objects.filter(team=team).in_backlog().ordered().only("pk", "rank"))
    for story, rank in zip(stories, rules.spread_ranks(len(stories)), strict=True):
        story.rank = rank
    Story.objects.bulk_update(stories, ["rank"], batch_size=500)


def _neighbours(story: Story, before: Story | None, after: Story | None) -> tuple[int | None, int | None]:
    """Ranks around the gap the story goes into: directly before `before`, or directly after `after`."""
    others = Story.objects.filter(team=story.team_id).in_backlog().exclude(pk=story.pk)
    ranks = others.values_list("rank", flat=True)
    if before is not None:
        above = Q(rank__lt=before.rank) | Q(rank=before.rank, pk__lt=before.pk)
        return ranks.filter(above).order_by("-rank", "-pk").first(), before.rank
    if after is not None:
        below = Q(rank__gt=after.rank) | Q(rank=after.rank, pk__gt=after.pk)
        return after.rank, ranks.filter(below).order_by("rank", "pk").first()
    return None, ranks.order_by("rank", "pk").first()


def _fresh_anchor(team: Team, anchor: Story | None) -> Story | None:
    if anchor is None:
        return None
    found = Story.objects.filter(team=team).in_backlog().filter(pk=anchor.pk).first()
    if found is None:
        raise Conflict(f"{anchor.key} has left the backlog in the meantime.", fix="Reload and move the story again.")
    return found


@transaction.atomic
def rank_story(
    *, story: Story, actor: User, now: datetime, before: Story | None = None, after: Story | None = None
) -> Story:
    """Moves a story directly before or after another one, or to the top when neither is given.

    Raises Conflict when the story or its neighbour has left the backlog.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=story.team_id)
    story = _fresh_anchor(team, story)
    before, after = _fresh_anchor(team, before), _fresh_anchor(team, after)
    if story.pk in {anchor.pk for anchor in (before, after) if anchor}:
        return story
    rank = rules.rank_between(*_neighbours(story, before, after))
    if rank is None:
        _spread(team)
        before, after = _fresh_anchor(team, before), _fresh_anchor(team, after)
        rank = rules.rank_between(*_neighbours(story, before, after))
    Story.objects.filter(pk=story.pk).update(rank=rank)
    story.rank = rank
    diary.record(actor=actor, verb="ordered", subject=story, now=now, team=team)
    publish(
        f"backlog:{team.pk}",
        "order",
        {"story": story.pk, "before": before and before.pk, "after": after and after.pk},
    )
    return story


@transaction.atomic
def rank_story_at(*, story: Story, position: int, actor: User, now: datetime) -> Story:
    """Moves a story to `position` in the backlog: 1 is the top, anything past the end is the bottom."""
    if position < 1:
        raise Invalid("Positions start at 1.", field="position", fix="1 is the top of the backlog.")
    others = Story.objects.filter(team=story.team_id).in_backlog().exclude(pk=story.pk).ordered()
    if target := others[position - 1 : position].first():
        return rank_story(story=story, before=target, actor=actor, now=now)
    return rank_story(story=story, after=others.last(), actor=actor, now=now)
