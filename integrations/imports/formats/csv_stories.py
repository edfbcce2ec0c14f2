"""A backlog from any CSV: rows are read by `rules.stories` and written by `stories.imports`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from core.errors import Invalid
from integrations.imports.formats.added import StagedStories, added_personas
from integrations.imports.formats.base import Format
from integrations.imports.formats.dates import day_comes_first
from integrations.imports.queries import surroundings
from integrations.imports.reading.source import Source
from integrations.imports.reading.table import Table
from integrations.imports.rules.fields import STORY_SET
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Report, Verdict
from integrations.imports.rules.slugs import FormatSlug
from integrations.imports.rules.stories import Reading, StoryReader
from stories.imports.rules import Draft
from stories.imports.staging import stage_stories
from stories.rules import KIND_NAMES
from teams.models import Team, User

_PREVIEW = 5


class CsvStories(Format):
    """One row for each story; columns are recognised by the names that other tools give them."""

    slug = FormatSlug.CSV
    name = "A backlog, any CSV"
    about = "One row for each story: title, kind, points, state, labels and whatever else your tool exports."
    fields = STORY_SET

    def open(self, file: BinaryIO) -> Source:
        return Table(file)

    def check(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Report:
        reader, report = _reader(team, table, choices, now)
        statuses = {key: name for key, name, _ in reader.around.statuses}
        for reading in _readings(reader, table):
            report.add(reading.verdict, reading.problems)
            if reading.draft and len(report.preview) < _PREVIEW:
                report.preview.append(shown_story(reading.draft, statuses))
        report.personas = sorted(reader.new_personas.values())
        return report

    def problems(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Iterator[Problem]:
        reader, _ = _reader(team, table, choices, now)
        yield from table.problems
        for reading in _readings(reader, table):
            yield from reading.problems

    def stage(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime
    ) -> StagedStories:
        reader, _ = _reader(team, table, choices, now, added := added_personas(team, report))
        return StagedStories(stage_stories(team=team, drafts=_drafts(reader, table), now=now, added=added), added)

    def bring_in(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime,
        staged: StagedStories,
    ) -> dict:  # fmt: skip
        return staged.bring_in(team, actor, now)


def _reader(
    team: Team, table: Source, choices: Choices, now: datetime, added: Mapping[int, str] = MappingProxyType({})
) -> tuple[StoryReader, Report]:
    places = Places([(column.name, column.places) for column in table.columns], choices)
    report = Report()
    for problem in table.problems:
        report.note(problem)
    day_first = day_comes_first(table, places, ("created",), choices, report)
    around = surroundings(team, now)
    around = replace(around, personas={**around.personas, **{name.casefold(): key for key, name in added.items()}})
    return StoryReader(places, choices, around, day_first), report


def _readings(reader: StoryReader, table: Source) -> Iterator[Reading]:
    for row in table:
        if reading := reader.read(row.line, row.cells, row.problems):
            yield reading


def shown_story(draft: Draft, statuses: dict[int, str]) -> dict[str, str]:
    """A story as the check shows it; `statuses` are the names of the team's columns by id."""
    return {
        "line": draft.line,
        "title": draft.title or draft.goal[:120],
        "key": draft.external_key,
        "kind": KIND_NAMES[draft.kind],
        "points": None if draft.points is None else str(draft.points),
        "status": statuses[draft.status_id],
    }


def _drafts(reader: StoryReader, table: Source) -> Iterator[Draft]:
    for reading in _readings(reader, table):
        if reading.verdict == Verdict.REFUSED:
            raise Invalid(str(reading.problems[-1]), field="file", fix="Check the file again.")
        if reading.draft:
            yield reading.draft
