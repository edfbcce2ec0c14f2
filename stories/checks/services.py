"""What is ticked on a story: acceptance criteria, tasks, and its Definitions of Ready and Done."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.errors import Conflict, Invalid
from stories.hooks import ChangeKind, StoryChange
from stories.models import ChecklistItem, ChecklistTick, Criterion, Story, Task
from stories.story.cleaning import clean_criterion
from stories.story.services import lock_story, save_change, save_written
from teams.models import User
from teams.services import diary

MOST_PARTS = 50
EDITED = StoryChange(ChangeKind.EDITED)


def _next_position(parts) -> int:
    numbers = parts.aggregate(last=Max("position"))["last"]
    if parts.count() >= MOST_PARTS:
        raise Invalid(f"A story holds at most {MOST_PARTS} of these.", fix="Split the story.")
    return 0 if numbers is None else numbers + 1


def _note(story: Story, verb: str, *, actor: User, now: datetime, **changes: Any) -> None:
    diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, **changes)
    save_change(story, EDITED, actor=actor, now=now)


def _note_words(story: Story, verb: str, *, actor: User, now: datetime, **changes: Any) -> None:
    diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, **changes)
    save_written(story, actor=actor, now=now)


@transaction.atomic
def add_criterion(*, story: Story, criterion: str | dict, actor: User, now: datetime) -> Criterion:
    """Adds an acceptance criterion, plain text or given/when/then, at the end of the list."""
    story = lock_story(story)
    added = story.criteria.create(position=_next_position(story.criteria), **clean_criterion(criterion))
    _note_words(story, "added criterion", actor=actor, now=now, criterion=str(added))
    return added


@transaction.atomic
def edit_criterion(*, criterion: Criterion, new: str | dict, actor: User, now: datetime) -> Criterion:
    """Rewrites a criterion. What was shown to work under the old words must be shown again, so the tick goes."""
    story = lock_story(criterion.story)
    criterion, before = story.criteria.get(pk=criterion.pk), str(criterion)
    for name, value in {**clean_criterion(new), "met_at": None, "met_by": None}.items():
        setattr(criterion, name, value)
    criterion.save()
    _note_words(story, "edited criterion", actor=actor, now=now, criterion=(before, str(criterion)))
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: Criterion, actor: User, now: datetime) -> None:
    """Deletes a criterion; the diary keeps its words."""
    story, words = lock_story(criterion.story), str(criterion)
    criterion.delete()
    _note_words(story, "removed criterion", actor=actor, now=now, criterion=words)


@transaction.atomic
def order_criteria(*, story: Story, order: list[int], actor: User, now: datetime) -> None:
    """Puts the criteria into `order` (their ids); raises Conflict unless it names each exactly once."""
    story = lock_story(story)
    criteria = {criterion.pk: criterion for criterion in story.criteria.all()}
    if sorted(order) != sorted(criteria):
        raise Conflict("The list has changed in the meantime.", field="order", fix="Reload and sort again.")
    for position, key in enumerate(order):
        criteria[key].position = position
    Criterion.objects.bulk_update(criteria.values(), ["position"])
    _note_words(story, "ordered criteria", actor=actor, now=now)


@transaction.atomic
def tick_criterion(*, criterion: Criterion, met: bool, actor: User, now: datetime) -> Criterion:
    """Says that a criterion was shown to work, or takes that back. Again: no change."""
    story = lock_story(criterion.story)
    criterion = story.criteria.get(pk=criterion.pk)
    if (criterion.met_at is not None) != met:
        criterion.met_at, criterion.met_by = (now, actor) if met else (None, None)
        criterion.save(update_fields=["met_at", "met_by"])
        _note(story, "met criterion" if met else "reopened criterion", actor=actor, now=now, criterion=str(criterion))
    return criterion


@transaction.atomic
def add_task(*, story: Story, text: str, actor: User, now: datetime) -> Task:
    """Adds a task; raises Invalid when it is empty or over 200 characters."""
    story, text = lock_story(story), " ".join(text.split())
    if not text or len(text) > 200:
        raise Invalid("A task has 1 to 200 characters.", field="text", fix="Say the next step in a few words.")
    task = story.tasks.create(position=_next_position(story.tasks), text=text)
    _note(story, "added task", actor=actor, now=now, task=text)
    return task


@transaction.atomic
def tick_task(*, task: Task, done: bool, actor: User, now: datetime) -> Task:
    """Ticks a task or opens it again. Again: no change."""
    story = lock_story(task.story)
    task = story.tasks.get(pk=task.pk)
    if (task.done_at is not None) != done:
        task.done_at, task.done_by = (now, actor) if done else (None, None)
        task.save(update_fields=["done_at", "done_by"])
        _note(story, "finished task" if done else "reopened task", actor=actor, now=now, task=task.text)
    return task


@transaction.atomic
def remove_task(*, task: Task, actor: User, now: datetime) -> None:
    """Deletes a task; the diary keeps its words."""
    story = lock_story(task.story)
    _note(story, "removed task", actor=actor, now=now, task=task.text)
    task.delete()


@transaction.atomic
def tick_item(*, story: Story, item: ChecklistItem, ticked: bool, actor: User, now: datetime) -> None:
    """Ticks one line of the team's Definition of Ready or Done on this story, or takes it back."""
    story = lock_story(story)
    if item.team_id != story.team_id:
        raise Conflict("That line belongs to another team.", fix="Reload the page.")
    tick = story.ticks.filter(item=item)
    if tick.exists() == ticked:
        return
    if ticked:
        ChecklistTick.objects.create(story=story, item=item, ticked_by=actor, ticked_at=now)
    else:
        tick.delete()
    _note(story, "ticked" if ticked else "unticked", actor=actor, now=now, item=item.text, gate=item.gate)
