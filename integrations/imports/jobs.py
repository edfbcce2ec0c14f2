"""Long work on an import: asked for, held by one worker at a time, begun again when that one dies, stopped.

A worker that is killed leaves its lease behind. When it has run out, the sweep hands the work to the next one, who
counts `attempt` up. Progress and the final transaction name the attempt they belong to: a worker that was slow and
not dead finds another number there and gives up. Stopping deletes the row, which has the same effect.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import Conflict, DomainError
from integrations.imports.rules import run as rules
from integrations.imports.rules.run import Work
from integrations.models import ImportJob, ImportRun
from live.publish import publish
from teams.models import User

# A worker that was not heard of for as long is taken for dead; it tells every second.
LEASE: Final = timedelta(seconds=15)
_BEAT: Final = 1.0
# Work that stopped so often takes its worker down each time.
MOST_ATTEMPTS: Final = 20
_RETRY: Final = timedelta(seconds=10)

Tell = Callable[[int, int], None]


class Lost(Exception):
    """The work was stopped, or another worker has taken it over."""


def topic_of(run: ImportRun | int) -> str:
    return f"import:{getattr(run, 'pk', run)}"


def fresh_run(run: ImportRun, runs: QuerySet[ImportRun] | None = None) -> ImportRun:
    """The run as it is now; raises Conflict when somebody has thrown it away."""
    runs = ImportRun.objects.all() if runs is None else runs
    fresh = runs.select_related("team__organisation").filter(pk=run.pk).first()
    if fresh is None:
        raise Conflict("This import was thrown away.", fix="Upload the file again.")
    return fresh


def lock_run(run: ImportRun) -> ImportRun:
    """The run, held until the transaction ends. Raises like `fresh_run`."""
    return fresh_run(run, ImportRun.objects.select_for_update(of=("self",)))


def lock_idle_run(run: ImportRun) -> ImportRun:
    """Raises Conflict while work on the run goes on, too."""
    run = lock_run(run)
    rules.require_idle(ImportJob.objects.filter(run=run).exists())
    return run


@transaction.atomic
def ask(*, run: ImportRun, work: Work, actor: User | None, now: datetime) -> ImportJob:
    """Puts down what is to be done; raises Conflict while other work on the run goes on, or it is not the time."""
    run = lock_idle_run(run)
    require = {Work.CHECK: rules.require_open, Work.BRING_IN: rules.require_checked, Work.UNDO: rules.require_done}
    require[work](run.state)
    if run.failure:
        run.failure = {}
        run.save(update_fields=["failure"])
    rows = run.report.get("new", 0) if work == Work.UNDO else run.survey["rows"]
    job = ImportJob.objects.create(
        run=run, work=work, actor=actor, asked_at=now, total=rows, lease_until=timezone.now()
    )
    publish(topic_of(run), "asked", {"work": work})
    return job


class Lease:
    """The right to do one job; every use of it may raise Lost."""

    def __init__(self, job: ImportJob, tell: Tell | None = None):
        self.job, self._tell, self._heard = job, tell, monotonic()

    @property
    def _mine(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.filter(pk=self.job.pk, attempt=self.job.attempt)

    def beat(self, done: int) -> None:
        """Says how many rows are done, once a second, and renews the lease with it."""
        if monotonic() - self._heard < _BEAT:
            return
        with transaction.atomic():
            if not self._mine.update(done=done, lease_until=timezone.now() + LEASE):
                raise Lost
            publish(topic_of(self.job.run_id), "progress", {"done": done, "total": self.job.total})
        self._heard = monotonic()
        if self._tell:
            self._tell(done, self.job.total)

    def hold(self) -> None:
        """Inside a transaction: nobody can take the work over or stop it until that ends."""
        if not self._mine.select_for_update().exists():
            raise Lost

    def finish(self) -> None:
        """In the transaction that the work comes to: it is through."""
        self._mine.delete()
        publish(topic_of(self.job.run_id), "finished", {})

    @transaction.atomic
    def fail(self, error: DomainError) -> None:
        """The work cannot succeed; why is kept with the run."""
        if self._mine.exists():
            failure = {"message": error.message, "field": error.field, "fix": error.fix}
            ImportRun.objects.filter(pk=self.job.run_id).update(failure=failure)
            self.finish()

    @transaction.atomic
    def drop(self) -> None:
        """The work came to nothing, and who asked for it is told in another way."""
        self.finish()

    def release(self) -> None:
        """Something broke that may be well the next time: let it be tried again in a while."""
        self._mine.update(lease_until=timezone.now() + _RETRY)


def claim(job_id: int, tell: Tell | None = None) -> Lease | None:
    """The lease of a job that nobody holds; None when there is none, or it is gone."""
    job = ImportJob.objects.select_related("run__team__organisation", "actor").filter(pk=job_id).first()
    now = timezone.now()
    if job is None:
        return None
    free = ImportJob.objects.filter(pk=job_id, attempt=job.attempt, lease_until__lte=now)
    if not free.update(attempt=job.attempt + 1, lease_until=now + LEASE):
        return None
    job.attempt += 1
    lease = Lease(job, tell)
    if job.attempt > MOST_ATTEMPTS:
        lease.fail(Conflict(f"The work has broken off {MOST_ATTEMPTS} times.", fix="Ask who runs the server to look."))
        return None
    return lease


@transaction.atomic
def stop(*, run: ImportRun) -> bool:
    """Ends the work on a run: nothing of it has happened. False when there was none, or it was quicker."""
    lock_run(run)
    stopped, _ = ImportJob.objects.filter(run=run).delete()
    if stopped:
        publish(topic_of(run), "stopped", {})
    return bool(stopped)


def waiting_jobs() -> list[int]:
    """Jobs that nobody holds: just asked for, or left by a worker that died."""
    return list(ImportJob.objects.filter(lease_until__lte=timezone.now()).values_list("pk", flat=True))
