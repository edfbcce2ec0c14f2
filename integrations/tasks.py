"""Imports in the background."""

from datetime import datetime

from celery import shared_task
from django.db import transaction

from integrations.imports import jobs, services
from integrations.imports.rules.run import Work
from integrations.models import ImportRun
from teams.models import User


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
