"""The engine that every import runs on: upload, decide, check, bring in, undo. All or nothing, and reversible."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from core.errors import Conflict, Invalid
from integrations.imports import queries
from integrations.imports.formats.base import Format
from integrations.imports.formats.registry import FORMATS, format_named, recognise
from integrations.imports.reading.source import Source
from integrations.imports.reading.survey import Survey, survey
from integrations.imports.reading.text import refusal
from integrations.imports.rules import run as rules
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.problems import Problem, Report
from integrations.imports.rules.run import RunState
from integrations.models import ImportRun
from sprints.ledger.services import erase_history
from stories.imports.services import take_back_stories
from stories.models import Persona
from stories.personas.services import retire_persona
from teams.models import Team, User
from teams.services import diary

# An upload that nobody went on with is thrown away when the team uploads the next one.
FORGOTTEN_AFTER = timedelta(days=7)


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _table(run: ImportRun) -> Iterator[Source]:
    """The run's file; raises Conflict when it is gone or is not the one that was uploaded."""
    try:
        file = run.file.storage.open(run.file.name)
    except (FileNotFoundError, ValueError):
        raise Conflict("The uploaded file is not here any more.", field="file", fix="Upload it again.") from None
    with file:
        if _digest(file) != run.digest:
            raise Conflict("The file has changed since it was uploaded.", field="file", fix="Upload it again.")
        yield FORMATS[run.format].open(file.file)


def _lock(run: ImportRun) -> ImportRun:
    return _fresh(run, ImportRun.objects.select_for_update(of=("self",)))


def _fresh(run: ImportRun, runs: QuerySet[ImportRun] | None = None) -> ImportRun:
    """The run as it is now; raises Conflict when somebody has thrown it away."""
    runs = ImportRun.objects.all() if runs is None else runs
    fresh = runs.select_related("team__organisation").filter(pk=run.pk).first()
    if fresh is None:
        raise Conflict("This import was thrown away.", fix="Upload the file again.")
    return fresh


def _delete_file(run: ImportRun) -> None:
    """When the transaction is through: a file that is needed after a rollback must still be there."""
    storage, name = run.file.storage, run.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    run.file = ""


def upload_file(*, team: Team, file: File, actor: User | None, now: datetime, slug: str = "") -> ImportRun:
    """Takes in a file and guesses what its columns are. Nothing of it reaches the team yet.

    `slug` names a format of the registry; "" recognises it by the content. Raises Invalid naming the file's problem and
    line, Conflict when the team cannot take a history any more.
    """
    chosen = _chosen_format(slug, file)
    chosen.admit(team)
    found = _survey(chosen, file)  # before the transaction: reading a large file must not make others wait
    run = ImportRun(
        team=team,
        format=chosen.slug,
        file_name=(file.name or "file.csv").rsplit("/", 1)[-1][-200:],
        size=file.size,
        digest=_digest(file),
        survey=found.as_json(),
        choices=_first_choices(team, chosen, found).as_json(),
        created_by=actor,
        created_at=now,
    )
    file.seek(0)
    with transaction.atomic():
        _forget_old_uploads(team, now)
        run.file.save(run.file_name, file, save=True)
    return run


def _chosen_format(slug: str, file: File) -> Format:
    """As asked for, else as recognised; raises Invalid for a file that is larger than its format may be."""
    most = format_named(slug).max_bytes if slug else max(known.max_bytes for known in FORMATS.values())
    _refuse_large(file, most)
    chosen = format_named(slug) if slug else recognise(file.file)
    _refuse_large(file, chosen.max_bytes)
    return chosen


def _refuse_large(file: File, most: int) -> None:
    if file.size > most:
        raise refusal(f"The file has {file.size / 2**20:.0f} MB; at most {most // 2**20} MB come in.", "Split it.")


def _survey(chosen: Format, file: File) -> Survey:
    found = survey(chosen.open(file.file))
    if not found.rows:
        raise refusal("The file has column names but no rows.", "Export it again with its rows.")
    return found


def _first_choices(team: Team, chosen: Format, found: Survey) -> Choices:
    names = [column.name for column in found.columns]
    owner = found.column(chosen.fields.guess_owner(names))
    if owner is None or (owner.words is not None and len(owner.words) < 2):
        return Choices(columns=chosen.guess(found))
    known = {team.key.casefold(), team.name.casefold(), team.slug}
    mine = next((word for word in owner.words or () if word.casefold() in known), "")
    return Choices(columns=chosen.guess(found), owner_column=owner.name, owner=mine)


def _forget_old_uploads(team: Team, now: datetime) -> None:
    open_states = (RunState.UPLOADED, RunState.CHECKED)
    old = ImportRun.objects.filter(team=team, state__in=open_states, created_at__lt=now - FORGOTTEN_AFTER)
    for run in old:
        _delete_file(run)
        run.delete()


@transaction.atomic
def save_choices(*, run: ImportRun, choices: Choices) -> ImportRun:
    """Keeps what was decided, complete or not, so that a reload or an error loses nothing; asks for a new check."""
    run = _lock(run)
    rules.require_open(run.state)
    run.choices, run.state, run.report = choices.as_json(), RunState.UPLOADED, {}
    run.save(update_fields=["choices", "state", "report"])
    return run


def check_run(*, run: ImportRun, now: datetime) -> Report:
    """The dry run: reads every row as it would come in and keeps the report.

    Raises Invalid naming the choice that is missing, or Conflict when the same file has come in before or somebody
    chooses otherwise at the same moment.
    """
    rules.require_open(run.state)
    choices = queries.choices_of(run)
    choices.check(FORMATS[run.format].fields)
    _refuse_doubles(run, choices)
    with _table(run) as table:
        report = FORMATS[run.format].check(team=run.team, table=table, choices=choices, now=now)
    if not report.rows:
        raise Invalid(f"The file has no rows of “{choices.owner}”.", field="owner", fix="Choose another name.")
    _keep_report(run, report)
    return report


@transaction.atomic
def _keep_report(run: ImportRun, report: Report) -> None:
    fresh = _lock(run)
    rules.require_open(fresh.state)
    if fresh.choices != run.choices:
        raise Conflict("Somebody has changed the columns during the check.", fix="Check again.")
    fresh.report, fresh.state = report.as_json(), RunState.CHECKED
    fresh.save(update_fields=["report", "state"])


def list_problems(*, run: ImportRun, now: datetime) -> list[Problem]:
    """Every problem of every row as it stands now; writes nothing. Raises like `check_run`."""
    rules.require_open(run.state)
    choices = queries.choices_of(run)
    choices.check(FORMATS[run.format].fields)
    with _table(run) as table:
        return list(FORMATS[run.format].problems(team=run.team, table=table, choices=choices, now=now))


def _refuse_doubles(run: ImportRun, choices: Choices) -> None:
    """Rows are known again by their keys; without them the same file would come in twice."""
    if not queries.is_stories(run) or "key" in choices.columns.values():
        return
    if earlier := queries.earlier_run(run):
        raise Conflict(
            f"This very file came in on {earlier.done_at:%d %B %Y}.",
            field="columns",
            fix="Undo that import first, or say which column holds the key of each row.",
        )


def bring_in(*, run: ImportRun, actor: User | None, now: datetime) -> ImportRun:
    """Brings in everything that the check let through, or nothing.

    Rows are read and made ready first; the transaction only writes. Raises Conflict when the run has come in already,
    was not checked, or its file has changed; Invalid naming the line.
    """
    run = _fresh(run)
    rules.require_checked(run.state)
    report, choices = queries.report_of(run), queries.choices_of(run)
    if not report.may_come_in:
        raise Conflict("Nothing of the file can come in as it is.", fix="Look at the check again.")
    with _table(run) as table:
        what = {"team": run.team, "table": table, "choices": choices, "report": report, "actor": actor, "now": now}
        staged = FORMATS[run.format].stage(**what)
        with transaction.atomic():
            return _publish(run, what, staged)


def _publish(run: ImportRun, what: dict[str, Any], staged: Any) -> ImportRun:
    choices, run = run.choices, _lock(run)
    rules.require_checked(run.state)
    if run.choices != choices:
        raise Conflict("Somebody has changed the columns meanwhile.", fix="Check the file again.")
    run.brought = FORMATS[run.format].bring_in(**what, staged=staged)
    run.state, run.done_at = RunState.DONE, what["now"]
    _delete_file(run)
    run.save(update_fields=["brought", "state", "done_at", "file"])
    told = {"format": run.format, "rows": what["report"].new}
    diary.record(actor=what["actor"], verb="imported", subject=run, now=what["now"], team=run.team, **told)
    return run


@transaction.atomic
def undo_run(*, run: ImportRun, actor: User, now: datetime) -> ImportRun:
    """Takes back what came in: past sprints with their ledger, and all stories that nobody has worked on since.

    Audited. `run.undone` says how many went and which stories stayed. Raises Conflict when there is nothing to undo.
    """
    run = _lock(run)
    rules.require_done(run.state)
    kept = list(queries.kept_by_undo(run).values_list("key", flat=True))
    run.undone = {"sprints": _erase_sprints(run, actor, now), "stories": _take_back(run, actor, now), "kept": kept}
    _retire_personas(run, actor, now)
    run.state, run.undone_at = RunState.UNDONE, now
    run.save(update_fields=["undone", "state", "undone_at"])
    diary.record(actor=actor, verb="undid import", subject=run, now=now, team=run.team, **run.undone)
    return run


def _erase_sprints(run: ImportRun, actor: User, now: datetime) -> int:
    sprints = list(queries.sprints_of(run).order_by("number"))
    if sprints:
        reason = f"Undo of the import of {run.file_name}"
        erase_history(sprints=sprints, organisation=run.team.organisation, actor=actor, reason=reason, now=now)
    return len(sprints)


def _take_back(run: ImportRun, actor: User, now: datetime) -> int:
    imported = queries.imported_stories(run)
    return take_back_stories(team=run.team, imported=imported, actor=actor, now=now) if imported else 0


def _retire_personas(run: ImportRun, actor: User, now: datetime) -> None:
    added = Persona.objects.filter(organisation=run.team.organisation, pk__in=run.brought.get("personas", []))
    for persona in added.filter(stories=None):
        retire_persona(persona=persona, actor=actor, now=now)


@transaction.atomic
def discard_run(*, run: ImportRun) -> None:
    """Throws away an upload that has not come in; raises Conflict when it has."""
    run = _lock(run)
    rules.require_open(run.state)
    _delete_file(run)
    run.delete()
