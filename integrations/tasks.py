"""Imports and exports in the background."""

from datetime import datetime

from celery import shared_task
from django.db import transaction

from integrations.exports import queries as exports
from integrations.exports import services as export_services
from integrations.imports import jobs, services
from integrations.imports.rules.run import Work
from integrations.models import ArchiveExport, ImportRun
from teams.models import Organisation, User


@shared_task
def work_on_import(job_id: int) -> None:
    """Does a job that nobody else does. May come twice or late: the lease lets one through."""
    services.carry_out(job_id)


@shared_task
def go_on_with_imports() -> None:
    """Hands out the jobs that nobody holds, whoever should have done them; tidies up after those that are done."""
    for job_id in jobs.waiting_jobs():
        work_on_import.delay(job_id)
    services.forget_files()


def begin(*, run: ImportRun, work: Work, actor: User | None, now: datetime) -> None:
    """Does small work before it returns, and has large work done. Raises what the work raises.

    Where the queue is away, the sweep hands the job out later.
    """
    if job := services.do_or_ask(run=run, work=work, actor=actor, now=now):
        transaction.on_commit(lambda: work_on_import.apply_async([job.pk], retry=False), robust=True)


@shared_task
def write_export(export_id: int) -> None:
    """Writes an archive that nobody else writes. May come twice or late: the lease lets one through."""
    export_services.carry_out(export_id)


@shared_task
def go_on_with_exports() -> None:
    """Hands out the archives that nobody writes, and deletes those that have waited for a day."""
    for export_id in exports.waiting_exports():
        write_export.delay(export_id)
    export_services.forget_old_exports()


def begin_export(*, organisation: Organisation, actor: User | None, now: datetime) -> ArchiveExport:
    """Has an archive written in the background. Where the queue is away, the sweep hands it out later."""
    export = export_services.ask_for_export(organisation=organisation, actor=actor, now=now)
    transaction.on_commit(lambda: write_export.apply_async([export.pk], retry=False), robust=True)
    return export
