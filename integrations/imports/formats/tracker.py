"""What all issue trackers share: rows become stories, their sprints become past sprints with story-level ledgers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from core.errors import Invalid
from integrations.imports.formats import past_sprints
from integrations.imports.formats.added import StagedStories, added_personas
from integrations.imports.formats.base import Format
from integrations.imports.formats.csv_stories import shown_story
from integrations.imports.formats.dates import day_comes_first
from integrations.imports.queries import rhythm, surroundings
from integrations.imports.reading.source import Source
from integrations.imports.rules.chapters import Chapter, Traveller
from integrations.imports.rules.linking import Link, possible
from integrations.imports.rules.past import PastReader
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Report, Verdict, hint
from integrations.imports.rules.tracker import TrackerReader, TrackerReading
from integrations.imports.rules.tracker_fields import TRACKER_SET
from stories.imports.linking import link_imported
from stories.imports.rules import Draft, NamedLink
from stories.imports.staging import stage_stories
from teams.models import Team, User

_PREVIEW = 5


class StagedTracker(NamedTuple):
    """What waits for the transaction: stories on disk, and the past sprints that they were in."""

    stories: StagedStories
    chapters: list[Chapter]
    links: list[NamedLink]


class Tracker(Format):
    """A file of issues. `markup` turns the tracker's way of writing into Markdown."""

    fields = TRACKER_SET
    markup: ClassVar[Callable[[str], str]] = staticmethod(str)

    def check(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Report:
        book = _Book(self, team, table, choices, now)
        report = book.report
        statuses = {key: name for key, name, _ in book.reader.around.statuses}
        for reading in book.readings():
            report.add(reading.verdict, reading.problems)
            if reading.verdict == Verdict.NEW and len(report.preview) < _PREVIEW:
                report.preview.append(shown_story(reading.draft, statuses))
        report.personas = sorted(book.reader.new_personas.values())
        report.sprints = [past_sprints.shown(chapter, team.zone) for chapter in book.chapters()]
        for problem in (*book.past.problems, *book.links()[1]):
            report.note(problem)
        return report

    def problems(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Iterator[Problem]:
        book = _Book(self, team, table, choices, now)
        yield from table.problems
        for reading in book.readings():
            yield from reading.problems
        book.chapters()
        yield from book.past.problems
        yield from book.links()[1]

    def stage(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime
    ) -> StagedTracker:
        book = _Book(self, team, table, choices, now, added := added_personas(team, report))
        stage = stage_stories(team=team, drafts=book.drafts(), now=now, added=added)
        stage.epics.update((name[:80], None) for name in book.reader.family.epics.values())
        return StagedTracker(StagedStories(stage, added), book.chapters(), book.links()[0])

    def bring_in(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime,
        staged: StagedTracker,
    ) -> dict:  # fmt: skip
        brought = staged.stories.bring_in(team, actor, now)
        link_imported(team=team, links=staged.links, actor=actor, now=now)
        first = brought["stories"]["first_number"]
        sprints = past_sprints.write(team=team, chapters=staged.chapters, first_number=first, actor=actor, now=now)
        return {**brought, "sprints": sprints}


class _Book:
    """One reading of one file against one team."""

    def __init__(
        self,
        written: Tracker,
        team: Team,
        table: Source,
        choices: Choices,
        now: datetime,
        added: Mapping[int, str] = MappingProxyType({}),
    ):
        self.team, self.table = team, table
        self.report = Report(unit=getattr(table, "unit", "line"))
        for problem in table.problems:
            self.report.note(problem)
        places = Places([(column.name, column.places) for column in table.columns], choices)
        day_first = day_comes_first(
            table, places, ("created", "resolved", "sprint_start", "sprint_end"), choices, self.report
        )
        around = surroundings(team, now)
        around = replace(around, personas={**around.personas, **{name.casefold(): key for key, name in added.items()}})
        self.reader = TrackerReader(places, choices, around, day_first, written.markup)
        if places.has("parent") or places.has("epic") or places.has("kind"):
            self.reader.meet_family(row.cells for row in table)
        self.past = PastReader(rhythm(team, now), choices.running)
        self._mixes = places.has("sprint") and past_sprints.has_own_sprints(team)
        self._position = 0
        self._links: list[Link] = []
        self._keys: set[str] = set()

    def readings(self) -> Iterator[TrackerReading]:
        for row in self.table:
            if reading := self.reader.read(row.line, row.cells, row.problems, row.course):
                self._follow(row.line, reading)
                yield reading

    def _follow(self, line: int, reading: TrackerReading) -> None:
        is_new = reading.verdict == Verdict.NEW
        if reading.way:
            position = self._position if is_new else None
            self.past.add(Traveller(line, reading.key, position, reading.points, reading.way))
        self._position += is_new
        if is_new:
            self._keys.add(reading.key)
            self._links += reading.links

    def drafts(self) -> Iterator[Draft]:
        for reading in self.readings():
            if reading.verdict == Verdict.REFUSED:
                raise Invalid(str(reading.problems[-1]), field="file", fix="Check the file again.")
            if reading.verdict == Verdict.NEW:
                yield reading.draft

    def links(self) -> tuple[list[NamedLink], list[Problem]]:
        """The links between stories that are here or come in, and what stays out, when every row was read."""
        return possible(self._links, self._keys.union(self.reader.around.keys) if self._links else ())

    def chapters(self) -> list[Chapter]:
        """The past sprints, when every row was read; none for a team that has sprints of its own."""
        if self._mixes:
            message = "Your team has sprints of its own already, so the file's sprints stay out."
            self.past.problems.append(hint(1, "sprints", message, "The stories come in without them."))
            return []
        return self.past.chapters()
