"""What the import pages show, made from a run: columns with their states, words, problems by kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from integrations.imports import queries
from integrations.imports.formats.registry import FORMATS
from integrations.imports.reading.survey import ColumnSurvey, Survey
from integrations.imports.rules import values, words
from integrations.imports.rules.fields import FieldSet
from integrations.imports.rules.past import RUNNING
from integrations.imports.rules.plan import ALL_ROWS, DAY_ORDERS, Choices
from integrations.imports.rules.problems import Kind, Report, Severity, where
from integrations.models import ImportRun
from stories.rules import KIND_NAMES
from teams.access import Access
from teams.models import Team
from teams.rules import Verb

# The link of the rail that these pages belong to.
SECTION = "teams:settings"
STEPS = ("Upload", "Map columns", "Check", "Bring in", "Review")
_SHOWN_PROBLEMS = 4


@dataclass(frozen=True)
class ColumnRow:
    """One line of the page of columns; `state` is good, warn or "" (left out)."""

    place: int
    name: str
    copies: int
    field: str
    state: str
    note: str
    examples: str


@dataclass(frozen=True)
class WordRow:
    """A word of the file and what it becomes."""

    name: str
    word: str
    count: int
    meaning: str


@dataclass(frozen=True)
class WordTable:
    """Words of one kind with what they may become; `otherwise` is what an unknown one becomes."""

    heading: str
    otherwise: str
    options: list[tuple[str, str]]
    rows: list[WordRow]


@dataclass(frozen=True)
class Decision:
    """Problems of one code, decided together: their most frequent kind, and how many more are like it."""

    code: str
    kind: Kind
    others: tuple[str, ...]
    more: int
    rows: int
    where: str
    is_left_out: bool


@dataclass(frozen=True)
class PersonaRow:
    """A word of the file that is no persona of ours, and what was decided about it. `rows` is 0 once decided."""

    word: str
    rows: int
    where: str
    meaning: str


def steps(current: int) -> list[tuple[int, str, str]]:
    """(number, name, state) of the five steps; state is past, now or ""."""
    return [
        (number, name, "past" if number < current else "now" if number == current else "")
        for number, name in enumerate(STEPS, start=1)
    ]


def map_context(run: ImportRun) -> dict:
    """The page of columns."""
    survey, choices, written = queries.survey_of(run), queries.choices_of(run), FORMATS[run.format]
    row_of = _read_row if written.is_fixed else partial(_column_row, choices=choices, known=written.fields)
    rows = [row_of(place, column) for place, column in enumerate(survey.columns)]
    return {
        "section": SECTION,
        "run": run,
        "steps": steps(2),
        "survey": survey,
        "choices": choices,
        "written": written,
        "fields": written.fields.fields,
        "look": [row for row in rows if row.state == "warn"],
        "recognised": [row for row in rows if row.state == "good"],
        "left_out": [row for row in rows if not row.state],
        "missing": (needed := written.fields.missing(choices.columns)) and needed.label,
        "owners": (owners := _owners(survey, choices)),
        "owner_question": _owner_question(choices, len(owners)),
        "all_rows": ALL_ROWS,
        "day_orders": DAY_ORDERS.items() if _has_loose_dates(survey, choices) else (),
        "word_tables": list(_word_tables(run.team, survey, choices, written.fields)) if queries.is_stories(run) else [],
        "running": RUNNING.items() if "sprint" in choices.columns.values() else (),
        "row_count": _rows_of_owner(survey, choices),
    }


def _read_row(place: int, column: ColumnSurvey) -> ColumnRow:
    """A column that is what it is."""
    return ColumnRow(place, column.name, 1, "", "good", "Read", ", ".join(column.examples))


def _column_row(place: int, column: ColumnSurvey, choices: Choices, known: FieldSet) -> ColumnRow:
    field = choices.columns.get(column.name, "")
    like = None if field else known.resembles(column.name)
    is_taken = like is not None and like.name in choices.columns.values()
    if field:
        state, note = "good", "Recognised"
    elif column.name == choices.owner_column:
        state, note = "good", "Says whose row it is"
    elif like and column.examples and (like.rivals or not is_taken):
        state, note = "warn", f"Looks like {like.label.lower()}" + (" too" if is_taken else "")
    else:
        state, note = "", "Left out" if column.examples else "Empty"
    return ColumnRow(place, column.name, len(column.places), field, state, note, ", ".join(column.examples))


def _owners(survey: Survey, choices: Choices) -> list[tuple[str, int]]:
    column = survey.column(choices.owner_column)
    return sorted((column.words or {}).items()) if column else []


def _owner_question(choices: Choices, count: int) -> str:
    """What to ask while it is open whose rows come in, or ""."""
    if not choices.owner_column or choices.owner:
        return ""
    return f"{count or 'many'} {choices.owner_column.lower()}s"


def _rows_of_owner(survey: Survey, choices: Choices) -> int:
    return dict(_owners(survey, choices)).get(choices.owner, survey.rows)


def _has_loose_dates(survey: Survey, choices: Choices) -> bool:
    """Whether dates are written so that day and month could be meant the other way round."""
    columns = (
        column
        for column in survey.columns
        if choices.columns.get(column.name) in ("created", "resolved", "start", "end")
    )
    return bool(choices.day_order) or any(values.is_loose(text) for column in columns for text in column.examples)


def _word_tables(team: Team, survey: Survey, choices: Choices, known: FieldSet) -> Iterator[WordTable]:
    """Words for kinds, columns and people, as far as the file has few enough of them."""
    statuses = list(team.statuses.values_list("pk", "name", "category"))
    people = queries.people_of(team)
    out = (words.LEAVE_OUT, "Leave these rows out")
    kinds = [(kind.value, name) for kind, name in KIND_NAMES.items()]
    parts = [(words.EPIC, "Epic"), (words.TASK, "Task of its story")] if known.has("parent") else []
    members = [(str(key), name) for key, name, _ in people]
    columns = [(str(key), name) for key, name, _ in statuses]

    def kind_of(word: str) -> str:
        return (words.guess_part(word) if parts else "") or words.guess_kind(word)

    def person_of(word: str) -> str:
        by_name = {name.casefold(): str(key) for key, *names in people for name in names}
        return next((by_name[name] for name in values.names_of_person(word) if name in by_name), "")

    tables = (
        ("kind", "Kinds of work", "As a user story", [*kinds, *parts, out], kind_of),
        ("status", "Board columns", "In the first column", [*columns, out],
         lambda word: words.guess_status(word, statuses)),
        ("assignee", "People", "Nobody", members, person_of),
    )  # fmt: skip
    for name, heading, otherwise, options, guess in tables:
        if rows := list(_word_rows(name, survey, choices, guess)):
            yield WordTable(heading, otherwise, options, rows)


def _word_rows(name: str, survey: Survey, choices: Choices, guess) -> Iterator[WordRow]:
    column = next((column for column in survey.columns if choices.columns.get(column.name) == name), None)
    decided = choices.words.get(name, {})
    for word, count in (column.words or {}).items() if column else ():
        yield WordRow(name, word, count, decided.get(word) or guess(word))


def check_context(run: ImportRun, access: Access) -> dict:
    """The page of the check."""
    report, choices = queries.report_of(run), queries.choices_of(run)
    personas = list(_persona_rows(report, choices))
    may_add = access.may(Verb.MANAGE_PERSONAS)
    return {
        "section": SECTION,
        "run": run,
        "steps": steps(3),
        "report": report,
        "ready": report.new - report.hinted,
        "decisions": list(_decisions(report, choices)),
        "personas": personas,
        "persona_choices": _personas(run) if personas else (),
        "choices": choices,
        "add": words.ADD,
        "may_add_personas": may_add,
        "hints": [kind for kind in report.hints if not kind.subject],
        "has_problems": bool(report.kinds),
        "written": FORMATS[run.format],
        "is_stories": queries.is_stories(run),
    }


def _personas(run: ImportRun) -> list[tuple[str, str]]:
    return [(str(persona.pk), persona.name) for persona in run.team.organisation.personas.current()]


def _decisions(report: Report, choices: Choices) -> Iterator[Decision]:
    """Errors, and rows left out by an earlier decision, one entry per code."""
    kinds: dict[str, list[Kind]] = {}
    for kind in (*report.errors, *report.of(Severity.DECIDED)):
        kinds.setdefault(kind.code, []).append(kind)
    for code, found in kinds.items():
        rows = sum(kind.count for kind in found)
        yield Decision(
            code=code,
            kind=found[0],
            others=tuple(kind.message for kind in found[1:_SHOWN_PROBLEMS]),
            more=max(0, len(found) - _SHOWN_PROBLEMS),
            rows=rows,
            where=where(sorted({line for kind in found for line in kind.lines}), rows, report.unit),
            is_left_out=code in choices.leave_out,
        )


def _persona_rows(report: Report, choices: Choices) -> Iterator[PersonaRow]:
    """Words that nobody has decided about yet, then those that somebody has."""
    unknown = [kind for kind in report.hints if kind.subject]
    for kind in unknown:
        yield PersonaRow(kind.subject, kind.count, kind.where, "")
    for word, meaning in choices.words.get("persona", {}).items():
        if word not in {kind.subject for kind in unknown}:
            yield PersonaRow(word, 0, "", meaning)


def review_context(run: ImportRun) -> dict:
    """The page of what came in."""
    stories = queries.stories_of(run)
    return {
        "section": SECTION,
        "run": run,
        "steps": steps(6 if run.undone_at else 5),
        "report": queries.report_of(run),
        "is_stories": queries.is_stories(run),
        "stories": stories[:5],
        "open_count": (open_count := stories.filter(in_backlog=True).count()),
        "done_count": stories.count() - open_count,
        "kept": queries.kept_by_undo(run)[:20] if run.state == "done" else (),
        "sprints": queries.figures_of(run)[:3],
        "sprint_count": len(run.brought.get("sprints", [])),
        "unknown_dates": queries.sprints_of(run).filter(dates_known=False).count(),
    }
