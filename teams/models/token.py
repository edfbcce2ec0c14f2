from datetime import datetime

from django.db import models

from teams.models.organisation import Organisation
from teams.models.team import Team
from teams.tokens.rules import SCOPE_NAMES, Grant, Scope


class AccessTokenQuerySet(models.QuerySet):
    def live(self, now: datetime):
        """Neither revoked nor expired."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now), revoked_at=None)


class AccessToken(models.Model):
    """A person's key for programs. Only its digest is kept; revoking keeps the row, so that its use stays known.

    A limit goes with its organisation or team: a token must not become wider when what it was limited to is deleted.
    """

    user = models.ForeignKey("teams.User", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def grant(self) -> Grant:
        scopes = frozenset(map(Scope, self.scopes))
        return Grant(scopes, organisation=self.organisation_id, team=self.team_id, expires_at=self.expires_at)

    @property
    def scope_names(self) -> list[str]:
        return [name for scope, name in SCOPE_NAMES.items() if scope in self.scopes]
