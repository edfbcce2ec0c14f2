"""Many stories at once, under the rules of `create_story`: imports come in, and go out again, here."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Max

from core.errors import Invalid
from live.publish import publish
from stories import rules
from stories.imports.queries import of_import, worked_on
from stories.imports.rules import Draft, Imported
from stories.models import Criterion, Epic, Label, Status, Story
from stories.rules import RANK_GAP, Category, Kind
from stories.search.services import index_stories
from stories.story import cleaning
from teams.models import Team, User
from teams.services import diary

BATCH = 1000


class _Importer:
    """One import into one locked team; knows its columns, people, epics and labels, so that a row costs no query."""

    def __init__(self, team: Team, actor: User | None, now: datetime):
        self.team, self.actor, self.now = team, actor, now
        self.statuses = {status.pk: status for status in Status.objects.filter(team=team)}
        self.personas = {persona.pk: persona for persona in team.organisation.personas.current()}
        self.members = set(team.memberships.current().values_list("user_id", flat=True))
        self.epics = dict(Epic.objects.filter(team=team).values_list("name", "pk"))
        self.labels = dict(Label.objects.filter(team=team).values_list("name", "pk"))
        self.number = team.last_story_number
        self.rank = Story.objects.filter(team=team, in_backlog=True).aggregate(last=Max("rank"))["last"] or 0
        self.imported = Imported(self.number + 1, self.number)

    def bring_in(self, drafts: list[Draft]) -> None:
        self._add_names(drafts)
        stories = Story.objects.bulk_create([self._story(draft) for draft in drafts])
        self._add_parts(list(zip(stories, drafts, strict=True)))
        index_stories([story.pk for story in stories])
        diary.record_each(
            actor=self.actor, verb="imported", subjects=stories, now=self.now, team=self.team,
            changes=[{"external_key": story.external_key, "points": story.points} for story in stories],
        )  # fmt: skip
        self.imported.last_number = self.number

    def _story(self, draft: Draft) -> Story:
        self.number += 1
        self.rank += RANK_GAP
        status = self._status(draft)
        try:
            columns = self._columns(draft)
        except Invalid as error:
            raise Invalid(f"Line {draft.line}: {error.message}", field=error.field, fix=error.fix) from None
        return Story(
            team_id=self.team.pk,
            number=self.number,
            key=f"{self.team.key}-{self.number}",
            status_id=status.pk,
            epic_id=self.epics.get(draft.epic),
            rank=self.rank,
            in_backlog=status.category != Category.DONE,
            external_key=draft.external_key[:60],
            created_at=min(draft.created_at or self.now, self.now),
            created_by_id=self.actor and self.actor.pk,
            updated_at=self.now,
            **columns,
        )

    def _status(self, draft: Draft) -> Status:
        if draft.status_id not in self.statuses:
            raise Invalid(f"Line {draft.line}: that column is not on the team's board.", field="status")
        return self.statuses[draft.status_id]

    def _columns(self, draft: Draft) -> dict:
        written = {name: getattr(draft, name) for name in ("kind", "title", "goal", "value", "description")}
        cleaned, _ = cleaning.clean(self.team, {**written, "persona": self._persona(draft)})
        cleaned["title"] = cleaned["title"] or cleaning.title_from(cleaned)
        cleaned["points"] = None if draft.kind == Kind.SPIKE else rules.parse_points(draft.points)
        return cleaned

    def _persona(self, draft: Draft):
        if draft.persona_id is not None and draft.persona_id not in self.personas:
            raise Invalid("Unknown persona.", field="persona", fix="Pick one from the list.")
        return self.personas.get(draft.persona_id)

    def _add_names(self, drafts: list[Draft]) -> None:
        epics = dict.fromkeys(draft.epic for draft in drafts if draft.epic and draft.epic not in self.epics)
        labels = dict.fromkeys(name for draft in drafts for name in draft.labels if name not in self.labels)
        for model, names, known, new in (
            (Epic, epics, self.epics, self.imported.epics),
            (Label, labels, self.labels, self.imported.labels),
        ):
            for row in model.objects.bulk_create([model(team=self.team, name=name) for name in names]):
                known[row.name] = row.pk
                new.append(row.pk)

    def _add_parts(self, pairs: list[tuple[Story, Draft]]) -> None:
        Criterion.objects.bulk_create(
            Criterion(story_id=story.pk, position=position, **cleaning.clean_criterion(text))
            for story, draft in pairs
            for position, text in enumerate(draft.criteria)
        )
        tags, people = Story.labels.through, Story.assignees.through
        tags.objects.bulk_create(
            tags(story_id=story.pk, label_id=self.labels[name])
            for story, draft in pairs
            for name in dict.fromkeys(draft.labels)
        )
        people.objects.bulk_create(
            people(story_id=story.pk, user_id=user)
            for story, draft in pairs
            for user in sorted(self.members.intersection(draft.assignee_ids))
        )


def _batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    drafts = iter(drafts)
    while batch := list(islice(drafts, BATCH)):
        yield batch


@transaction.atomic
def import_stories(*, team: Team, drafts: Iterable[Draft], actor: User | None, now: datetime) -> Imported:
    """Writes all drafts as stories at the bottom of the backlog, in their order, or none; finished ones beside it.

    The Definition of Done is not asked: what is Done in the file was accepted elsewhere. Epics and labels are added
    by name. Raises Invalid naming the line.
    """
    team = Team.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=team.pk)
    importer = _Importer(team, actor, now)
    for batch in _batches(drafts):
        importer.bring_in(batch)
    Team.objects.filter(pk=team.pk).update(last_story_number=importer.number)
    publish(f"backlog:{team.pk}", "imported", {"count": importer.imported.count})
    return importer.imported


@transaction.atomic
def take_back_stories(*, team: Team, imported: Imported, actor: User | None, now: datetime) -> int:
    """Deletes the stories of an import that nobody has worked on since; returns how many. Others stay.

    Epics and labels that the import added go too, where no story uses them any more.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    stories = of_import(team, imported)
    fresh = list(stories.exclude(pk__in=worked_on(stories).values("pk")).only("pk", "key", "title"))
    diary.record_each(actor=actor, verb="took back import", subjects=fresh, now=now, team=team)
    for start in range(0, len(fresh), BATCH):
        Story.objects.filter(pk__in=[story.pk for story in fresh[start : start + BATCH]]).delete()
    Epic.objects.filter(pk__in=imported.epics, stories=None).delete()
    Label.objects.filter(pk__in=imported.labels, stories=None).delete()
    publish(f"backlog:{team.pk}", "imported", {"count": -len(fresh)})
    return len(fresh)
