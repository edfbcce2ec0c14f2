"""A story that is too big becomes several smaller ones, and one again when that was wrong."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.errors import Conflict
from stories.backlog.services import rank_story
from stories.links.rules import Way
from stories.links.services import link_stories
from stories.models import Criterion, Story, StoryLink
from stories.rules import Kind
from stories.splitting.rules import Part, clean_parts
from stories.story.services import archive_story, create_story, lock_story, restore_story
from teams.models import User


@transaction.atomic
def split_story(*, story: Story, parts: Sequence[Part], actor: User, now: datetime) -> list[Story]:
    """Writes a story per part where `story` stands in the backlog, and archives `story` itself with all that it holds.

    Each part keeps persona, value, epic, labels and people, takes its criteria over, is linked to the story that it
    comes from, and waits for what that waited for. Estimates and ticks are not taken over: they were for the whole.
    Raises Conflict for a story that is not in the backlog, Invalid naming the field.
    """
    story = lock_story(story)
    _require_in_backlog(story)
    criteria = {criterion.pk: criterion for criterion in story.criteria.all()}
    parts = clean_parts(parts, kind=story.kind, criteria=criteria)
    children = [_write_part(story, part, criteria, actor=actor, now=now) for part in parts]
    names = " and ".join(child.key for child in children)
    archive_story(story=story, actor=actor, now=now, reason=f"Split into {names}")
    return children


def _require_in_backlog(story: Story) -> None:
    if story.archived_at is not None:
        raise Conflict(f"{story.key} is archived.", field="story", fix="Restore it first.")
    if not story.in_backlog or story.is_done:
        where = "done" if story.is_done else "in a sprint"
        raise Conflict(f"{story.key} is {where}.", field="story", fix="Only stories of the backlog are split.")


def _write_part(story: Story, part: Part, criteria: dict[int, Criterion], *, actor: User, now: datetime) -> Story:
    words = {"goal": part.words} if story.kind == Kind.STORY else {"title": part.words}
    child = create_story(
        team=story.team, actor=actor, now=now, kind=story.kind, persona=story.persona, value=story.value,
        description=story.description, epic=story.epic if _is_current(story.epic) else None,
        labels=story.labels.all(), assignees=_still_here(story),
        criteria=[_columns(criteria[key]) for key in part.criteria], **words,
    )  # fmt: skip
    rank_story(story=child, before=story, actor=actor, now=now)
    link_stories(story=child, way=Way.SPLIT_FROM, other=story, actor=actor, now=now)
    _wait_alike(story, child, actor=actor, now=now)
    child.refresh_from_db()
    return child


def _is_current(epic) -> bool:
    return epic is not None and epic.retired_at is None


def _still_here(story: Story) -> list[User]:
    members = set(story.team.memberships.current().values_list("user_id", flat=True))
    return [user for user in story.assignees.all() if user.pk in members]


def _columns(criterion: Criterion) -> dict[str, str]:
    return {name: getattr(criterion, name) for name in ("text", "given", "when", "then")}


def _wait_alike(story: Story, child: Story, *, actor: User, now: datetime) -> None:
    """What blocks the story blocks its parts, and what waits for it waits for each of them."""
    blocks = StoryLink.Kind.BLOCKS
    for link in story.links_in.filter(kind=blocks).select_related("source__team"):
        link_stories(story=child, way=Way.BLOCKED_BY, other=link.source, actor=actor, now=now)
    for link in story.links_out.filter(kind=blocks).select_related("target__team"):
        link_stories(story=child, way=Way.BLOCKS, other=link.target, actor=actor, now=now)


@transaction.atomic
def join_again(*, story: Story, actor: User, now: datetime) -> Story:
    """Takes a split back: the story returns to its place, its parts are archived with whatever was written since.

    Again: no change. Raises Conflict when the story was not split, or a part is in a sprint or done.
    """
    story = lock_story(story)
    if story.archived_at is None:
        return story
    parts = [lock_story(part) for part in parts_of(story)]
    if not parts:
        raise Conflict(f"{story.key} was not split.", field="story", fix="Restore it instead.")
    for part in parts:
        if part.archived_at is None and (part.is_done or not part.in_backlog):
            raise Conflict(f"{part.key} has gone on already.", field="story", fix="Take it out of its sprint first.")
    for part in parts:
        archive_story(story=part, actor=actor, now=now, reason=f"Back in {story.key}")
    return restore_story(story=story, actor=actor, now=now)


def parts_of(story: Story) -> list[Story]:
    """The stories that the split made which archived `story`, in the order of the backlog."""
    links = {"links_out__kind": StoryLink.Kind.SPLIT_FROM, "links_out__target": story}
    return list(Story.objects.filter(**links, links_out__made_at=story.archived_at).order_by("pk"))
