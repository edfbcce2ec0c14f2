from datetime import datetime

from django.db import models
from django.db.models import F

from forecasting.models.release import Decision, Stakeholder
from forecasting.models.share import ShareLink


class BallotQuerySet(models.QuerySet):
    def open(self, now: datetime):
        """Unused, in time, and neither the shared report nor the question is closed."""
        return self.filter(
            used_at=None, expires_at__gt=now, link__revoked_at=None, link__expires_at__gt=now,
            decision__closed_at=None, decision__release=F("link__release"),
        )  # fmt: skip


class Ballot(models.Model):
    """A personal link, sent to somebody's e-mail address, to decide one question once. Of its secret a hash is kept.

    `name` is what they typed; it becomes the stakeholder's when they open the letter and decide, not before.
    """

    link = models.ForeignKey(ShareLink, models.CASCADE, related_name="ballots")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="ballots")
    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="ballots")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = BallotQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.decision}"
