"""The past sprints of a team from any CSV: rows are read by `rules.history` and written by `sprints.history`."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from core.errors import Conflict, Invalid
from integrations.imports.formats.base import Format
from integrations.imports.formats.dates import day_comes_first
from integrations.imports.queries import own_sprints, rhythm
from integrations.imports.reading.source import Source
from integrations.imports.reading.table import Table
from integrations.imports.reading.text import refusal
from integrations.imports.rules.fields import HISTORY_SET
from integrations.imports.rules.history import Outcome, PastSprint, SprintReader
from integrations.imports.rules.limits import MAX_SPRINTS
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Report, Verdict
from integrations.imports.rules.slugs import FormatSlug
from sprints.history.services import record_past_sprint
from teams.models import Team, User

_PREVIEW = 5


class CsvHistory(Format):
    """One row for each past sprint: only its totals are known."""

    slug = FormatSlug.HISTORY
    name = "Past sprints, any CSV"
    about = "One row for each sprint: its number, committed and completed points, dates if you know them."
    fields = HISTORY_SET

    def open(self, file: BinaryIO) -> Source:
        return Table(file)

    def admit(self, team: Team) -> None:
        refuse_mixing(team)

    def check(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Report:
        outcomes, report = _outcomes(team, table, choices, now)
        for outcome in outcomes:
            report.add(outcome.verdict, outcome.problems)
        new = [outcome.sprint for outcome in outcomes if outcome.verdict == Verdict.NEW]
        report.preview = [_shown(sprint) for sprint in new[: -_PREVIEW - 1 : -1]]
        return report

    def problems(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Iterator[Problem]:
        outcomes, _ = _outcomes(team, table, choices, now)
        yield from table.problems
        for outcome in outcomes:
            yield from outcome.problems

    def bring_in(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime,
        staged: None,
    ) -> dict:  # fmt: skip
        team = Team.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=team.pk)
        sprints = []
        for outcome in _outcomes(team, table, choices, now)[0]:
            if outcome.verdict == Verdict.REFUSED:
                raise Invalid(str(outcome.problems[-1]), field="file", fix="Check the file again.")
            if outcome.verdict == Verdict.NEW:
                sprints.append(_write(team, outcome.sprint, actor, now))
        return {"sprints": sprints}


def refuse_mixing(team: Team) -> None:
    """Raises Conflict when the team has sprints of its own: an imported past would run into them."""
    if first := own_sprints(team).order_by("number").first():
        raise Conflict(
            f"{team} has sprints of its own already, beginning with {first}.",
            field="kind",
            fix="A history comes in before a team's first sprint here; use a new team for it.",
        )


def _outcomes(team: Team, table: Source, choices: Choices, now: datetime) -> tuple[list[Outcome], Report]:
    refuse_mixing(team)
    places = Places([(column.name, column.places) for column in table.columns], choices)
    report = Report()
    for problem in table.problems:
        report.note(problem)
    day_first = day_comes_first(table, places, ("start", "end"), choices, report)
    reader = SprintReader(places, rhythm(team, now), day_first, choices.leave_out)
    outcomes = []
    for row in table:
        if outcome := reader.read(row.line, row.cells, row.problems):
            outcomes.append(outcome)
        if len(outcomes) > MAX_SPRINTS:
            raise refusal(f"The file has more than {MAX_SPRINTS} sprints.", "Choose one team's rows.")
    return reader.arrange(outcomes), report


def _shown(sprint: PastSprint) -> dict:
    return {
        "line": sprint.line,
        "number": sprint.number,
        "start": sprint.start.isoformat(),
        "end": sprint.end.isoformat(),
        "dates_known": sprint.dates_known,
        "committed": str(sprint.committed),
        "completed": str(sprint.completed),
    }


def _write(team: Team, sprint: PastSprint, actor: User | None, now: datetime) -> int:
    written = record_past_sprint(
        team=team,
        number=sprint.number,
        committed=sprint.committed,
        completed=sprint.completed,
        start_date=sprint.start,
        end_date=sprint.end,
        goal=sprint.goal,
        dates_known=sprint.dates_known,
        actor=actor,
        now=now,
    )
    return written.pk
