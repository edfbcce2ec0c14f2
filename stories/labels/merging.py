"""Two labels made one, and two again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import Conflict, Invalid
from stories.labels.services import draw_anew, locked
from stories.models import Label, LabelMerge, Story
from teams.models import Team, User
from teams.services import diary


@transaction.atomic
def merge_labels(*, label: Label, into: Label, actor: User, now: datetime) -> LabelMerge:
    """All stories with `label` have `into` instead, and `label` is gone. What is returned takes it back.

    Raises Invalid at `into` for a label of another team or the same one, Conflict where one is gone.
    """
    if label.team_id != into.team_id or label.pk == into.pk:
        raise Invalid("There is no such label.", field="into", fix="Choose another one of the list.")
    Team.objects.select_for_update(no_key=True).get(
        pk=label.team_id
    )  # two merges across each other must not lose stories
    label, into = locked(label), locked(into)
    had = set(into.stories.values_list("pk", flat=True))
    stories = list(label.stories.prefetch_related("labels").order_by("pk"))
    merge = LabelMerge.objects.create(team=label.team, name=label.name, into=into, by=actor, at=now)
    merge.moved.set(story for story in stories if story.pk not in had)
    merge.had_both.set(story for story in stories if story.pk in had)
    merge.mentors.set(label.mentors.all())
    told = [_names(story, without=label, also=into) for story in stories]
    into.stories.add(*stories)
    into.mentors.add(*merge.mentors.all())
    diary.record(actor=actor, verb="merged", subject=into, now=now, team=into.team, label_name=label.name)
    label.delete()
    _tell(stories, told, team=into.team, actor=actor, now=now)
    return merge


@transaction.atomic
def split_labels(*, merge: LabelMerge, actor: User, now: datetime) -> Label:
    """Takes a merge back: its label is there again, on every story that had it. Returns that label.

    A story that has lost the other label since was sorted by somebody, and stays as it is. Again: no change.
    Raises Conflict where another label has the name by now.
    """
    Team.objects.select_for_update(no_key=True).get(pk=merge.team_id)
    merge = LabelMerge.objects.select_related("team", "into").get(pk=merge.pk)
    if merge.taken_back_as_id is not None:
        return merge.taken_back_as
    if merge.team.labels.filter(name__iexact=merge.name).exists():
        raise Conflict(f"There is a label “{merge.name}” again.", fix="Rename that one first.")
    label = merge.team.labels.create(name=merge.name)
    label.mentors.set(merge.mentors.all())
    stories = _still(merge.moved, merge.into) + _still(merge.had_both, merge.into)
    moved = set(merge.moved.values_list("pk", flat=True))
    told = [_names(story, without=merge.into if story.pk in moved else None, also=label) for story in stories]
    label.stories.add(*stories)
    merge.into.stories.remove(*moved)
    LabelMerge.objects.filter(pk=merge.pk).update(taken_back_as=label)
    diary.record(actor=actor, verb="restored", subject=label, now=now, team=merge.team)
    _tell(stories, told, team=merge.team, actor=actor, now=now)
    return label


def _still(stories, into: Label) -> list[Story]:
    """Those that have the label they got at the merge."""
    return list(stories.filter(labels=into).prefetch_related("labels").order_by("pk"))


def _names(story: Story, *, without: Label | None, also: Label) -> tuple[list[str], list[str]]:
    """The names of a story's labels before and after, as its history tells them."""
    before = set(story.labels.all())
    return sorted(map(str, before)), sorted(map(str, before - {without} | {also}))


def _tell(stories: list[Story], told: list, *, team: Team, actor: User, now: datetime) -> None:
    """A line in each story's history, a new version of each, and pages that show labels are drawn anew."""
    changes = [{"labels": names} for names in told]
    diary.record_each(actor=actor, verb="edited", subjects=stories, now=now, team=team, changes=changes)
    Story.objects.filter(pk__in=[story.pk for story in stories]).update(version=F("version") + 1, updated_at=now)
    draw_anew(team)
