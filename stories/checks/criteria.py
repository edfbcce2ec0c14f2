"""Writes a whole list of acceptance criteria, as the editor sends it, inside a service's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.errors import Invalid
from stories.checks.rules import CriteriaPlan, plan_criteria
from stories.models import Criterion, Story
from stories.story.cleaning import clean_criterion
from teams.models import User
from teams.services import diary

MOST_CRITERIA = 50


def write_criteria(story: Story, sent: Sequence[tuple[int | None, str]], *, actor: User | None, now: datetime) -> bool:
    """Makes the story's criteria those of `sent` (id or None, text), in that order; returns whether anything changed.

    Equal text keeps its tick; rewritten text must be shown to work again. The caller holds the story's lock.
    Raises Invalid at `criteria`.
    """
    criteria = {criterion.pk: criterion for criterion in story.criteria.all()}
    saved = {key: str(criterion) for key, criterion in criteria.items()}
    plan = plan_criteria(saved, sent)
    if not plan.differs_from(saved):
        return False
    if len(plan.order) > MOST_CRITERIA:
        raise Invalid(f"A story holds at most {MOST_CRITERIA} criteria.", field="criteria", fix="Split the story.")
    _tell(story, plan, saved, actor=actor, now=now)
    Criterion.objects.filter(pk__in=plan.removed).delete()
    new = iter(plan.added)
    for position, key in enumerate(plan.order):
        criterion = criteria[key] if key else Criterion(story=story)
        _write(criterion, plan.changed.get(key) if key else next(new), position)
    return True


def _write(criterion: Criterion, text: str | None, position: int) -> None:
    """Saves a criterion at `position`, with new words where `text` gives some."""
    columns: dict[str, Any] = {"position": position}
    if text is not None:
        columns |= {**_columns(text, position), "met_at": None, "met_by": None}
    if any(getattr(criterion, name) != value for name, value in columns.items()) or not criterion.pk:
        for name, value in columns.items():
            setattr(criterion, name, value)
        criterion.save()


def _columns(text: str, position: int) -> dict[str, str]:
    try:
        return clean_criterion(text)
    except Invalid as error:
        raise Invalid(f"Criterion {position + 1}: {error.message}", field="criteria", fix=error.fix) from None


def _tell(story: Story, plan: CriteriaPlan, saved: Mapping[int, str], *, actor: User | None, now: datetime) -> None:
    entries = [("removed criterion", saved[key]) for key in plan.removed]
    entries += [("edited criterion", (saved[key], text)) for key, text in plan.changed.items()]
    entries += [("added criterion", text) for text in plan.added]
    for verb, criterion in entries or [("ordered criteria", None)]:
        facts = {"criterion": criterion} if criterion else {}
        diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, **facts)
