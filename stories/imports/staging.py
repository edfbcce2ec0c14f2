"""Drafts made ready to be written, before the transaction that others wait for: cleaned, adapted and laid on disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from core.bulk import Columns, Spool
from core.errors import Invalid
from stories import rules
from stories.checks.rules import criterion_text
from stories.imports.rules import Draft
from stories.models import Story, Task
from stories.rules import Kind
from stories.search.rules import Written, document
from stories.story import cleaning
from teams.models import Team

# What is known only when the story is written, what is made ready as it is, and in the database's form.
LATE: Final = ("id", "number", "key", "rank", "in_backlog", "persona_id", "epic_id")
TEXTS: Final = ("kind", "title", "goal", "value", "description")
READY: Final = ("status_id", "external_key", *TEXTS)
ADAPTED: Final = ("points", "created_at", "timebox_days")
PARTS: Final = ("text", "given", "when", "then")


class Staged(NamedTuple):
    """One story to be. `columns` (READY and ADAPTED), `criteria` (PARTS) and `tasks` can be written as they are."""

    status_id: int
    persona_id: int | None
    epic: str
    labels: tuple[str, ...]
    people: tuple[int, ...]
    external_key: str
    title: str
    points: Decimal | None
    columns: tuple
    criteria: list[tuple]
    words: dict[str, str]
    tasks: list[tuple]


@dataclass
class Stage:
    """The staged stories of one import. Of each status and persona it knows the first line that names it.

    `last_number` is the team's at the time: stories above it were written meanwhile.
    """

    team: Team
    last_number: int
    stories: Spool = field(default_factory=Spool)
    statuses: dict[int, int] = field(default_factory=dict)
    personas: dict[int, int] = field(default_factory=dict)
    epics: dict[str, None] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)

    def note(self, draft: Draft) -> None:
        """Remembers which objects the draft names."""
        self.statuses.setdefault(draft.status_id, draft.line)
        if draft.persona_id is not None:
            self.personas.setdefault(draft.persona_id, draft.line)
        if draft.epic:
            self.epics[draft.epic] = None
        self.labels.update(dict.fromkeys(draft.labels))


def stage_stories(*, team: Team, drafts: Iterable[Draft], now: datetime, added: dict[int, str] | None = None) -> Stage:
    """Makes drafts ready under the rules of `create_story`; writes nothing to the database.

    `added` names personas that are added with the stories, by the number below zero that drafts know them by.
    Raises Invalid naming the line.
    """
    fresh = Team.objects.only("last_story_number").get(pk=team.pk)
    stage = Stage(team, fresh.last_story_number)
    names = dict(team.organisation.personas.current().values_list("pk", "name")) | (added or {})
    stage.stories.extend(_Stager(team, now, names).stage(drafts, stage))
    return stage


class _Stager:
    def __init__(self, team: Team, now: datetime, personas: dict[int, str]):
        self.team, self.now, self.personas = team, now, personas
        self.story, self.task = Columns(Story, adapted=ADAPTED), Columns(Task, adapted=("done_at",))

    def stage(self, drafts: Iterable[Draft], stage: Stage) -> Iterator[Staged]:
        for draft in drafts:
            try:
                staged = self._one(draft)
            except Invalid as error:
                raise Invalid(f"Line {draft.line}: {error.message}", field=error.field, fix=error.fix) from None
            stage.note(draft)
            yield staged

    def _one(self, draft: Draft) -> Staged:
        cleaned, _ = cleaning.clean(self.team, {name: getattr(draft, name) for name in TEXTS})
        cleaned["title"] = cleaned["title"] or cleaning.title_from(cleaned)
        points = None if draft.kind == Kind.SPIKE else rules.parse_points(draft.points)
        criteria = [cleaning.clean_criterion(criterion) for criterion in draft.criteria]
        external_key = draft.external_key[:60]
        timebox = rules.parse_timebox(draft.timebox_days) if draft.kind == Kind.SPIKE else None
        adapted = self.story.adapt(points, min(draft.created_at or self.now, self.now), timebox)
        return Staged(
            draft.status_id, draft.persona_id, draft.epic, tuple(dict.fromkeys(draft.labels)), draft.assignee_ids,
            external_key, cleaned["title"], points,
            (draft.status_id, external_key, *(cleaned[name] for name in TEXTS), *adapted),
            [tuple(parts[name] for name in PARTS) for parts in criteria],
            self._words(cleaned, draft.persona_id, criteria),
            [(text[:200], *self.task.adapt(self.now if is_done else None)) for text, is_done in draft.tasks],
        )  # fmt: skip

    def _words(self, cleaned: dict[str, Any], persona_id: int | None, criteria: list[dict[str, str]]) -> dict[str, str]:
        sentence = (self.personas.get(persona_id, ""), cleaned["goal"], cleaned["value"])
        texts = (criterion_text(**parts) for parts in criteria)
        return document(Written("", cleaned["title"], sentence, (cleaned["description"], *texts)))
