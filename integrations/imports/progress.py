"""What the page of running work shows."""

from datetime import datetime

from integrations.imports.pages import SECTION, steps
from integrations.imports.rules.run import Work, time_left
from integrations.models import ImportRun

_STEP = {Work.CHECK: 3, Work.BRING_IN: 4, Work.UNDO: 5}
_SAID = {Work.CHECK: "Checking", Work.BRING_IN: "Bringing in", Work.UNDO: "Taking back"}


def running_context(run: ImportRun, now: datetime) -> dict:
    """The page of a run with a job."""
    job = run.job
    seconds = (now - job.asked_at).total_seconds()
    return {
        "section": SECTION,
        "run": run,
        "job": job,
        "steps": steps(_STEP[Work(job.work)]),
        "said": _SAID[Work(job.work)],
        "things": "rows" if job.work == Work.CHECK else "stories" if run.brings_stories else "sprints",
        "count": run.survey["rows"] if job.work == Work.CHECK else run.report.get("new", job.total),
        "left": time_left(job.done, job.total, seconds),
    }
