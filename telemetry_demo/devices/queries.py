"""Whose key it is, and which keys a team has."""

from datetime import datetime

from django.db.models import Q, QuerySet

from teams.models import Team
from teams.tokens.queries import digest_of
from telemetry_demo.alerting.models import DeviceKey


def key_of(secret: str, now: datetime) -> DeviceKey | None:
    """The key that this secret opens now: the newest one, or the one before until its time is over."""
    digest = digest_of(secret)
    opens = Q(digest=digest) | Q(previous_digest=digest, previous_until__gt=now)
    return DeviceKey.objects.filter(opens, revoked_at=None).first()


def keys_of(team: Team) -> QuerySet[DeviceKey]:
    """The team's keys that are not revoked, by device."""
    return DeviceKey.objects.filter(team=team, revoked_at=None)
