from django.db import models

from teams.models import Organisation, User


class ArchiveExport(models.Model):
    """An archive of a large organisation that is being written, or waits to be fetched.

    Whoever writes holds a lease and renews it; `attempt` is the fence, as with `ImportJob`.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(db_index=True)
    # Where the archive is kept; known before it is written, so that a kill leaves no file that nobody knows of.
    file = models.FileField(upload_to="exports/", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(ready_at=None, failure=""),
                name="one_export_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Export of {self.organisation}"

    @property
    def is_at_work(self) -> bool:
        return self.ready_at is None and not self.failure

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0
