from django.db import models

from integrations.imports.rules.run import Work
from integrations.models.imports import ImportRun
from teams.models import User


class ImportJob(models.Model):
    """Work on a run that somebody asked for and that is not finished. The row goes with the work.

    Whoever works holds a lease and renews it; when it has run out, the next may begin again. `attempt` is the fence:
    it grows with each beginning, and who holds an older one can write nothing any more.
    """

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="job")
    work = models.CharField(max_length=10, choices=[(work.value, work.name.title()) for work in Work])
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.work} of {self.run}"

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0
