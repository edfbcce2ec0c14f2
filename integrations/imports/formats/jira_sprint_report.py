"""Jira's sprint reports: the true history of sprints, which no list of issues has."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from core.errors import Conflict, Invalid
from integrations.imports.formats import past_sprints
from integrations.imports.formats.base import Format
from integrations.imports.formats.csv_history import refuse_mixing
from integrations.imports.queries import rhythm
from integrations.imports.reading.json_file import documents
from integrations.imports.reading.source import Source
from integrations.imports.reading.sprint_report import SprintReports, is_report
from integrations.imports.reading.text import refusal
from integrations.imports.rules.chapters import Chapter
from integrations.imports.rules.fields import FieldSet
from integrations.imports.rules.limits import MAX_SPRINTS
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.problems import Problem, Report, Verdict
from integrations.imports.rules.report_reader import Reported, ReportReader
from integrations.imports.rules.slugs import FormatSlug
from teams.models import Team, User


class JiraSprintReport(Format):
    """One report or many in one file. Issues that are here are known by their keys; others are told by the ledger."""

    slug = FormatSlug.JIRA_SPRINT_REPORT
    name = "Jira sprint reports, as JSON"
    about = "What each past sprint committed to, added, removed and completed. Several reports may be in one file."
    fields = FieldSet((), ())
    is_fixed = True

    def open(self, file: BinaryIO) -> Source:
        return SprintReports(file)

    def admit(self, team: Team) -> None:
        refuse_mixing(team)

    def check(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Report:
        report = Report(unit=SprintReports.unit)
        outcomes = _outcomes(team, table, choices, now)
        for outcome in outcomes:
            report.add(outcome.verdict, outcome.problems)
        report.sprints = [past_sprints.shown(chapter, team.zone) for chapter in _new(outcomes)]
        return report

    def problems(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Iterator[Problem]:
        for outcome in _outcomes(team, table, choices, now):
            yield from outcome.problems

    def stage(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime
    ) -> list[Chapter]:
        outcomes = _outcomes(team, table, choices, now)
        for outcome in outcomes:
            if outcome.verdict == Verdict.REFUSED:
                raise Invalid(str(outcome.problems[-1]), field="file", fix="Check the file again.")
        chapters = _new(outcomes)
        if len(chapters) != report.new:
            raise Conflict("Some of these sprints have come in meanwhile.", fix="Check the file again.")
        return chapters

    def bring_in(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime,
        staged: list[Chapter],
    ) -> dict:  # fmt: skip
        team = Team.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=team.pk)
        return {"sprints": past_sprints.write(team=team, chapters=staged, first_number=0, actor=actor, now=now)}


def is_sprint_report(file: BinaryIO) -> bool:
    """Whether the file's first object is a sprint report."""
    return is_report(next(documents(file), (0, None))[1])


def _outcomes(team: Team, table: Source, choices: Choices, now: datetime) -> Sequence[Reported]:
    refuse_mixing(team)
    reader = ReportReader(rhythm(team, now), team.zone, choices.leave_out)
    for count, row in enumerate(table, start=1):
        if count > MAX_SPRINTS:
            raise refusal(f"The file has more than {MAX_SPRINTS} sprints.", "Choose one team's reports.")
        reader.read(row.line, row.report)
    return reader.outcomes()


def _new(outcomes: Sequence[Reported]) -> list[Chapter]:
    return [outcome.chapter for outcome in outcomes if outcome.verdict == Verdict.NEW]
