"""Stories are linked and unlinked here; a blocked story's card learns when its blocker is out of the way."""

from datetime import datetime

from django.db import connection, transaction

from core.errors import Conflict, Invalid
from live.publish import publish
from stories.hooks import ChangeKind, StoryChange, story_changed
from stories.links.rules import WAY_NAMES, Way, path_between, stored_as
from stories.models import Story, StoryLink
from stories.story.services import lock_story, save_change
from teams.models import Organisation, User
from teams.services import diary

_ENDS = (ChangeKind.MOVED, ChangeKind.ARCHIVED, ChangeKind.DELETED)


def _refuse_circle(source: Story, target: Story) -> None:
    """Raises Conflict, naming the path, when `target` already waits for nobody but blocks `source`."""

    def steps(border: set[int]):
        return StoryLink.objects.filter(kind="blocks", source__in=border).values_list("source_id", "target_id")

    path = path_between(target.pk, source.pk, steps)
    if path is None:
        return
    stories = Story.objects.in_bulk(path)
    # Links beyond the team are told by number only: the path may lead through teams that the person does not see.
    told = [stories[step].key if stories[step].team_id in (source.team_id, target.team_id) else "…" for step in path]
    words = f"{target.key} already blocks {source.key}: {' → '.join(told)}."
    raise Conflict(words, field="other", fix="Stories cannot wait for each other in a circle. Take one link out first.")


@transaction.atomic
def link_stories(*, story: Story, way: str, other: Story, actor: User, now: datetime) -> StoryLink:
    """Links `story` to `other`, both of one organisation; `way` is how it reads on `story`. Again: the same link.

    The caller has checked that the actor sees both. Raises Invalid at `other` or `way`, Conflict for a circle of
    blocks.
    """
    if way not in set(Way):
        raise Invalid("Unknown kind of link.", field="way", fix=f"Choose one of {', '.join(Way)}.")
    story, other = _lock_both(story, other)
    if story.pk == other.pk:
        raise Invalid("A story cannot be linked to itself.", field="other", fix="Choose another story.")
    if story.team.organisation_id != other.team.organisation_id:
        raise Invalid("There is no such story.", field="other", fix="Choose one from the list.")
    kind, source, target = stored_as(Way(way), story.pk, other.pk)
    if found := StoryLink.objects.filter(kind=kind, source=source, target=target).first():
        return found
    if kind == StoryLink.Kind.BLOCKS:
        _refuse_circle(*((story, other) if source == story.pk else (other, story)))
    link = StoryLink.objects.create(kind=kind, source_id=source, target_id=target, made_by=actor, made_at=now)
    _tell(link, "linked", actor=actor, now=now)
    return link


def _lock_both(*stories: Story) -> list[Story]:
    """The stories as they are now, each locked. Raises Conflict when one is gone.

    One pair at a time in an organisation: two links made at once could close a circle that neither sees.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=stories[0].team.organisation_id)
    locked = {story.pk: lock_story(story) for story in sorted(stories, key=lambda story: story.pk)}
    return [locked[story.pk] for story in stories]


@transaction.atomic
def unlink_stories(*, link: StoryLink, actor: User, now: datetime) -> None:
    """Takes a link out, on both sides. Again: no change. Raises Conflict when a story of it is gone."""
    _lock_both(link.source, link.target)  # before the link: who deletes a story locks it before its links
    link = StoryLink.objects.select_for_update(of=("self",)).select_related("source__team", "target__team").filter(
        pk=link.pk
    ).first()  # fmt: skip
    if link is not None:
        link.delete()
        _tell(link, "unlinked", actor=actor, now=now)


def _tell(link: StoryLink, verb: str, *, actor: User, now: datetime) -> None:
    """Notes it in both diaries, the other side named only where it belongs to the same team."""
    from_source = {"blocks": Way.BLOCKS, "relates": Way.RELATES, "split_from": Way.SPLIT_FROM}[link.kind]
    from_target = {"blocks": Way.BLOCKED_BY, "relates": Way.RELATES, "split_from": Way.SPLIT_INTO}[link.kind]
    for here, there, way in ((link.source, link.target, from_source), (link.target, link.source, from_target)):
        named = there.key if here.team_id == there.team_id else "a story of another team"
        words = {"way": WAY_NAMES[way].lower(), "other": named}
        diary.record(actor=actor, verb=verb, subject=here, now=now, team=here.team, **words)
    for story in sorted((link.source, link.target), key=lambda story: story.pk):
        save_change(lock_story(story), StoryChange(ChangeKind.EDITED), actor=actor, now=now)


@story_changed.connect
def free_the_blocked(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """When a blocker is finished, reopened or gone, those that wait for it look different."""
    if change.kind not in _ENDS or not _has_links(story):
        return
    links = list(story.links_out.select_related("target__team").order_by("target"))
    if change.kind == ChangeKind.DELETED:
        story.links_out.all().delete()  # first, so that nobody is told to wait for what is going
    for link in links:
        if link.kind == StoryLink.Kind.BLOCKS:
            save_change(lock_story(link.target), StoryChange(ChangeKind.EDITED), actor=actor, now=now)
        else:
            publish(f"story:{link.target_id}", "link", {"link": link.pk})
    for link in story.links_in.all():
        publish(f"story:{link.source_id}", "link", {"link": link.pk})


# By hand: every move of every card asks it, and most stories have no link.
_ANY_LINK = "SELECT 1 FROM stories_storylink WHERE source_id = %s OR target_id = %s LIMIT 1"


def _has_links(story: Story) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ANY_LINK, [story.pk, story.pk])
        return cursor.fetchone() is not None
