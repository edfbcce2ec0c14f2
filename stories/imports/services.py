"""Many stories at once, under the rules of `create_story`: imports come in, and go out again, here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from core.bulk import Columns, batches, reserve_ids
from core.errors import Conflict, Invalid
from live.publish import publish
from stories.imports.queries import of_import, worked_on
from stories.imports.rules import Draft, Imported
from stories.imports.staging import ADAPTED, LATE, PARTS, READY, Stage, Staged, stage_stories
from stories.models import Criterion, Epic, Label, SearchText, Status, Story, Task
from stories.rules import RANK_GAP, Category
from stories.search.engines import scope_of
from stories.search.rules import fold
from teams.models import Team, User
from teams.services import diary

BATCH = 1000


class Numbered(NamedTuple):
    """A staged story that has got its place."""

    id: int
    number: int
    rank: int
    story: Staged


class _Importer:
    """One import into one locked team. Everything is one statement for many rows, so that others wait briefly."""

    def __init__(self, team: Team, stage: Stage, personas: Mapping[int, int]):
        self.team, self.stage = team, stage
        self.categories = dict(Status.objects.filter(team=team).values_list("pk", "category"))
        self.personas = {key: key for key in team.organisation.personas.current().values_list("pk", flat=True)}
        self.personas |= personas
        self.members = set(team.memberships.current().values_list("user_id", flat=True))
        self.first = team.last_story_number + 1
        self.imported = Imported(self.first, team.last_story_number + len(stage.stories))
        self.ids = reserve_ids(Story, len(stage.stories))

    def require_present(self) -> None:
        """Raises Invalid when something that the drafts name has gone since they were staged."""
        for status, line in self.stage.statuses.items():
            if status not in self.categories:
                raise Invalid(f"Line {line}: that column is not on the team's board.", field="status")
        for persona, line in self.stage.personas.items():
            if persona not in self.personas:
                raise Invalid(f"Line {line}: Unknown persona.", field="persona", fix="Pick one from the list.")

    def require_new(self) -> None:
        """Raises Conflict when stories with the same keys were written while these were staged."""
        if self.team.last_story_number == self.stage.last_number:
            return
        newer = Story.objects.filter(team=self.team, number__gt=self.stage.last_number).exclude(external_key="")
        keys = set(newer.values_list("external_key", flat=True))
        if keys and any(staged.external_key in keys for staged in self.stage.stories):
            raise Conflict("Some of these stories have come in meanwhile.", fix="Check the file again.")

    def write(self, actor: User | None, now: datetime) -> None:
        """One pass over the stage; each table gets the rows of a batch at once."""
        self.epics = self._names(Epic, self.stage.epics, self.imported.epics)
        self.labels = self._names(Label, self.stage.labels, self.imported.labels)
        written = {"team_id": self.team.pk, "created_by_id": actor and actor.pk, "updated_at": now}
        tables = (
            (Columns(Story, plain=(*LATE, *READY), adapted=ADAPTED, **written), self._stories),
            (Columns(Criterion, plain=("story_id", "position", *PARTS)), self._criteria),
            (Columns(Task, plain=("story_id", "position", "text"), adapted=("done_at",)), self._tasks),
            (Columns(Story.labels.through, plain=("story_id", "label_id")), self._labels),
            (Columns(Story.assignees.through, plain=("story_id", "user_id")), self._people),
            (Columns(SearchText, plain=("story_id", "scope", "title", "sentence", "body")), self._words),
        )
        for batch in batches(self._numbered()):
            for columns, rows_of in tables:
                columns.insert(rows_of(batch))
            entries = self._diary(batch)
            diary.record_rows(
                actor=actor, verb="imported", subject_type="story", entries=entries, now=now, team=self.team
            )

    def _names(self, model, wanted: Iterable[str], new: list[int]) -> dict[str, int]:
        """The ids of epics or labels by name; those that are missing are added and put down as new."""
        known = dict(model.objects.filter(team=self.team).values_list("name", "pk"))
        missing = [model(team=self.team, name=name) for name in wanted if name not in known]
        for row in model.objects.bulk_create(missing, batch_size=BATCH):
            known[row.name] = row.pk
            new.append(row.pk)
        return known

    def _numbered(self) -> Iterator[Numbered]:
        rank = Story.objects.filter(team=self.team, in_backlog=True).aggregate(last=Max("rank"))["last"] or 0
        for place, (key, story) in enumerate(zip(self.ids, self.stage.stories, strict=True)):
            yield Numbered(key, self.first + place, rank + RANK_GAP * (place + 1), story)

    def _key(self, one: Numbered) -> str:
        return f"{self.team.key}-{one.number}"

    def _stories(self, batch: list[Numbered]) -> Iterator[tuple]:
        for one in batch:
            story = one.story
            is_open = self.categories[story.status_id] != Category.DONE
            persona, epic = self.personas.get(story.persona_id), self.epics.get(story.epic)
            yield (one.id, one.number, self._key(one), one.rank, is_open, persona, epic, *story.columns)

    def _criteria(self, batch: list[Numbered]) -> Iterator[tuple]:
        return ((one.id, place, *row) for one in batch for place, row in enumerate(one.story.criteria))

    def _tasks(self, batch: list[Numbered]) -> Iterator[tuple]:
        return ((one.id, place, *row) for one in batch for place, row in enumerate(one.story.tasks))

    def _labels(self, batch: list[Numbered]) -> Iterator[tuple]:
        return ((one.id, self.labels[name]) for one in batch for name in one.story.labels)

    def _people(self, batch: list[Numbered]) -> Iterator[tuple]:
        return ((one.id, user) for one in batch for user in sorted(self.members.intersection(one.story.people)))

    def _words(self, batch: list[Numbered]) -> Iterator[tuple]:
        scope = scope_of(self.team.pk)
        for one in batch:
            key, words = self._key(one), one.story.words
            title = f"{fold(key, key.replace('-', ''))} {words['title']}"
            yield (one.id, scope, title, words["sentence"], words["body"])

    def _diary(self, batch: list[Numbered]) -> Iterator[tuple[int, str, dict]]:
        for one in batch:
            told = {"external_key": one.story.external_key, "points": one.story.points}
            yield one.id, f"{self._key(one)} {one.story.title}", told


@transaction.atomic
def import_staged(
    *, stage: Stage, actor: User | None, now: datetime, personas: Mapping[int, int] = MappingProxyType({})
) -> Imported:
    """Writes all staged stories at the bottom of the backlog, in their order, or none; finished ones beside it.

    The Definition of Done is not asked: what is Done in the file was accepted elsewhere. Epics and labels are added
    by name; `personas` are the ids of those that were added, by the number that their drafts know them by. Raises
    Invalid naming the line, Conflict when some of the stories have come in meanwhile.
    """
    team = (
        Team.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=stage.team.pk)
    )
    importer = _Importer(team, stage, personas)
    importer.require_present()
    importer.require_new()
    importer.write(actor, now)
    Team.objects.filter(pk=team.pk).update(last_story_number=importer.imported.last_number)
    publish(f"backlog:{team.pk}", "imported", {"count": importer.imported.count})
    return importer.imported


def import_stories(*, team: Team, drafts: Iterable[Draft], actor: User | None, now: datetime) -> Imported:
    """Stages drafts and writes them, as `import_staged` says; all that takes long is over when the writing begins."""
    return import_staged(stage=stage_stories(team=team, drafts=drafts, now=now), actor=actor, now=now)


@transaction.atomic
def take_back_stories(*, team: Team, imported: Imported, actor: User | None, now: datetime) -> int:
    """Deletes the stories of an import that nobody has worked on since; returns how many. Others stay.

    Epics and labels that the import added go too, where no story uses them any more.
    """
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    stories = of_import(team, imported)
    fresh = list(stories.exclude(pk__in=worked_on(stories).values("pk")).only("pk", "key", "title"))
    diary.record_each(actor=actor, verb="took back import", subjects=fresh, now=now, team=team)
    for batch in batches(fresh, BATCH):
        Story.objects.filter(pk__in=[story.pk for story in batch]).delete()
    _delete_unused(Epic, imported.epics)
    _delete_unused(Label, imported.labels)
    publish(f"backlog:{team.pk}", "imported", {"count": -len(fresh)})
    return len(fresh)


def _delete_unused(model, keys: Sequence[int]) -> None:
    """By a thousand: a database takes no more parameters than that without asking."""
    for batch in batches(keys, BATCH):
        model.objects.filter(pk__in=batch, stories=None).delete()
