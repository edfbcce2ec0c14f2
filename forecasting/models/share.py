from datetime import datetime

from django.db import models

from forecasting.models.release import Release
from forecasting.sharing import rules
from teams.models import Team


class ShareLinkQuerySet(models.QuerySet):
    def live(self, now: datetime):
        """Neither withdrawn nor over."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class ShareLink(models.Model):
    """A door to one report for people without an account: of a release, or without one of the team's velocity.

    `lets_decide`: its readers may ask for a personal link and decide what is asked about the release.
    Of its secret and its password only hashes are kept. `opened` counts how often, and knows nothing of by whom.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="share_links")
    release = models.ForeignKey(Release, models.CASCADE, null=True, related_name="share_links")
    name = models.CharField(max_length=rules.NAME_LENGTH)
    digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    names_allowed = models.BooleanField(default=False)
    lets_decide = models.BooleanField(default=False)
    created_by = models.ForeignKey("teams.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_password(self) -> bool:
        return bool(self.password)

    def is_live(self, now: datetime) -> bool:
        return rules.is_live(revoked_at=self.revoked_at, expires_at=self.expires_at, now=now)
