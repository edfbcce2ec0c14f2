"""The engine that every import runs on: upload, decide, check, bring in, undo. All or nothing, and reversible."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files import File
from django.db import transaction
from django.urls import reverse

from core.errors import Conflict, DomainError, Invalid
from integrations.imports import jobs, queries
from integrations.imports.files import Watched, delete_file, digest_of, open_rows
from integrations.imports.formats.base import Format
from integrations.imports.formats.registry import FORMATS, format_named, recognise
from integrations.imports.jobs import Lease, Lost, Tell, fresh_run, lock_idle_run, lock_run
from integrations.imports.reading.survey import Survey, survey
from integrations.imports.reading.text import refusal
from integrations.imports.rules import run as rules
from integrations.imports.rules.limits import ROWS_AT_ONCE
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.problems import Problem, Report
from integrations.imports.rules.run import RunState, Work
from integrations.models import ImportJob, ImportRun
from sprints.ledger.services import erase_history
from stories.imports.services import take_back_stories
from stories.models import Persona
from stories.personas.services import retire_persona
from teams.models import Team, User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify
from teams.services import diary

logger = logging.getLogger(__name__)

# An upload that nobody went on with is thrown away when the team uploads the next one.
FORGOTTEN_AFTER = timedelta(days=7)
# The same file of the same person within this time is a form that was sent twice.
SECOND_CLICK = timedelta(seconds=5)


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
        digest=digest_of(file),
        survey=found.as_json(),
        choices=_first_choices(team, chosen, found).as_json(),
        created_by=actor,
        created_at=now,
    )
    file.seek(0)
    with transaction.atomic():
        if sent_before := _sent_before(run):
            return sent_before
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
    found = survey(Watched(chosen.open(file.file)))
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


def _sent_before(run: ImportRun) -> ImportRun | None:
    """The upload that a second click has sent again: the same file from the same person, a moment ago."""
    Team.objects.select_for_update(no_key=True).get(pk=run.team_id)
    same = {name: getattr(run, name) for name in ("team", "format", "digest", "file_name", "created_by")}
    recent = ImportRun.objects.filter(**same, created_at__gt=run.created_at - SECOND_CLICK)
    return recent.filter(state=RunState.UPLOADED, created_at__lte=run.created_at, job=None).first()


def guesses(run: ImportRun) -> Choices:
    """What was proposed when the file was uploaded, before anybody decided."""
    return _first_choices(run.team, FORMATS[run.format], queries.survey_of(run))


def _forget_old_uploads(team: Team, now: datetime) -> None:
    open_states = (RunState.UPLOADED, RunState.CHECKED)
    old = ImportRun.objects.filter(team=team, state__in=open_states, created_at__lt=now - FORGOTTEN_AFTER)
    for run in old:
        delete_file(run)
        run.delete()


@transaction.atomic
def save_choices(*, run: ImportRun, choices: Choices) -> ImportRun:
    """Keeps what was decided, complete or not, so that a reload or an error loses nothing; asks for a new check.

    Raises Conflict while the run is being worked on.
    """
    run = lock_idle_run(run)
    rules.require_open(run.state)
    run.choices, run.state, run.report, run.failure = choices.as_json(), RunState.UPLOADED, {}, {}
    run.save(update_fields=["choices", "state", "report", "failure"])
    return run


def do_or_ask(*, run: ImportRun, work: Work, actor: User | None, now: datetime) -> ImportJob | None:
    """Does the work if it is small; else it is put down, and the job returned that a worker is to do.

    Raises what the work raises.
    """
    if run.survey["rows"] <= ROWS_AT_ONCE:
        _at_once(run, work, actor, now)
        return None
    if work == Work.CHECK:  # what is plainly missing is said at once
        _require_decided(fresh_run(run))
    return jobs.ask(run=run, work=work, actor=actor, now=now)


def _at_once(run: ImportRun, work: Work, actor: User | None, now: datetime, tell: Tell | None = None) -> Any:
    """Does the work before it returns; a worker goes on with it if this process dies."""
    job = jobs.ask(run=run, work=work, actor=actor, now=now)
    lease = jobs.claim(job.pk, tell)
    try:
        if lease is None:
            raise Lost
        return _WORK[work](lease)
    except Lost:
        raise Conflict("The import was stopped.", fix="Nothing of it has happened.") from None
    except Exception:
        lease.drop()
        raise


def carry_out(job_id: int) -> None:
    """Does a job that nobody holds, in the background; why it failed is kept with the run."""
    lease = jobs.claim(job_id)
    if lease is None:
        return
    try:
        _WORK[lease.job.work](lease)
    except Lost:
        logger.info("import work was taken over or stopped", extra={"job": job_id})
    except DomainError as error:
        lease.fail(error)
    except Exception:
        lease.release()
        raise


def check_run(*, run: ImportRun, now: datetime, tell: Tell | None = None) -> Report:
    """The dry run: reads every row as it would come in and keeps the report.

    `tell(done, total)` hears of rows. Raises Invalid naming the choice that is missing, or Conflict when the same file
    has come in before or the run is being worked on.
    """
    return _at_once(run, Work.CHECK, None, now, tell)


def _check(lease: Lease) -> Report:
    run, now = fresh_run(lease.job.run), lease.job.asked_at
    choices = _require_decided(run)
    with open_rows(run, lease.beat) as table:
        report = FORMATS[run.format].check(team=run.team, table=table, choices=choices, now=now)
    if not report.rows:
        raise Invalid(f"The file has no rows of “{choices.owner}”.", field="owner", fix="Choose another name.")
    with transaction.atomic():
        run = lock_run(run)
        lease.hold()
        run.report, run.state = report.as_json(), RunState.CHECKED
        run.save(update_fields=["report", "state"])
        lease.finish()
    return report


def _require_decided(run: ImportRun) -> Choices:
    """Raises Invalid naming the choice that is missing, Conflict for a file that would come in twice."""
    rules.require_open(run.state)
    choices = queries.choices_of(run)
    choices.check(FORMATS[run.format].fields)
    _refuse_doubles(run, choices)
    return choices


def list_problems(*, run: ImportRun, now: datetime) -> list[Problem]:
    """Every problem of every row as it stands now; writes nothing. Raises like `check_run`."""
    rules.require_open(run.state)
    choices = queries.choices_of(run)
    choices.check(FORMATS[run.format].fields)
    with open_rows(run) as table:
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


def bring_in(*, run: ImportRun, actor: User | None, now: datetime, tell: Tell | None = None) -> ImportRun:
    """Brings in everything that the check let through, or nothing.

    Rows are read and made ready first; the transaction only writes. Raises Conflict when the run has come in already,
    was not checked, is being worked on, or its file has changed; Invalid naming the line.
    """
    return _at_once(run, Work.BRING_IN, actor, now, tell)


def _bring_in(lease: Lease) -> ImportRun:
    run, job = fresh_run(lease.job.run), lease.job
    rules.require_checked(run.state)
    report, choices = queries.report_of(run), queries.choices_of(run)
    if not report.may_come_in:
        raise Conflict("Nothing of the file can come in as it is.", fix="Look at the check again.")
    what = {"team": run.team, "choices": choices, "report": report, "actor": job.actor, "now": job.asked_at}
    with open_rows(run, lease.beat) as table:
        staged = FORMATS[run.format].stage(table=table, **what)
    with open_rows(run) as table, transaction.atomic():
        run = lock_run(run)
        lease.hold()
        run.brought = FORMATS[run.format].bring_in(table=table, staged=staged, **what)
        run.state, run.done_at = RunState.DONE, job.asked_at
        run.save(update_fields=["brought", "state", "done_at"])
        told = {"format": run.format, "rows": report.new}
        diary.record(actor=job.actor, verb="imported", subject=run, now=job.asked_at, team=run.team, **told)
        _tell_who_started(run, job, report.new)
        lease.finish()
    transaction.on_commit(lambda: forget_file(run=run))
    return run


def _tell_who_started(run: ImportRun, job: ImportJob, rows: int) -> None:
    """Who asked for long work may have left its page."""
    if job.actor is not None and run.survey["rows"] > ROWS_AT_ONCE:
        notify(
            kind=Kind.WORK, key=f"import:{run.pk}:{job.asked_at.timestamp():.0f}", people=[job.actor], team=run.team,
            now=job.asked_at, title=f"{run.file_name} is in: {rows:,} stories",
            text="You can look around, or take it back.",
            address=reverse("integrations:import_review", kwargs=run.team.url_kwargs | {"pk": run.pk}),
        )  # fmt: skip


def forget_file(*, run: ImportRun) -> None:
    """Deletes the file of a run that has come in. Its name goes last, so that a kill in between leaves no orphan."""
    run.file.storage.delete(run.file.name)
    ImportRun.objects.filter(pk=run.pk).update(file="")
    run.file = ""


def forget_files() -> None:
    """Deletes what a kill between the commit and the deletion has left."""
    for run in ImportRun.objects.filter(state__in=(RunState.DONE, RunState.UNDONE)).exclude(file=""):
        forget_file(run=run)


def undo_run(*, run: ImportRun, actor: User, now: datetime) -> ImportRun:
    """Takes back what came in: past sprints with their ledger, and all stories that nobody has worked on since.

    Audited. `run.undone` says how many went and which stories stayed. Raises Conflict when there is nothing to undo,
    or the run is being worked on.
    """
    return _at_once(run, Work.UNDO, actor, now)


@transaction.atomic
def _undo(lease: Lease) -> ImportRun:
    run, actor, now = lock_run(lease.job.run), lease.job.actor, lease.job.asked_at
    lease.hold()
    rules.require_done(run.state)
    kept = list(queries.kept_by_undo(run).values_list("key", flat=True))
    run.undone = {"sprints": _erase_sprints(run, actor, now), "stories": _take_back(run, actor, now), "kept": kept}
    _retire_personas(run, actor, now)
    run.state, run.undone_at = RunState.UNDONE, now
    run.save(update_fields=["undone", "state", "undone_at"])
    diary.record(actor=actor, verb="undid import", subject=run, now=now, team=run.team, **run.undone)
    lease.finish()
    return run


_WORK: Final = {Work.CHECK: _check, Work.BRING_IN: _bring_in, Work.UNDO: _undo}


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
    """Throws away an upload that has not come in; raises Conflict when it has, or is being worked on."""
    run = lock_idle_run(run)
    rules.require_open(run.state)
    delete_file(run)
    run.delete()
