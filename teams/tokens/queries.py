"""Which tokens there are, and whose a presented one is."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from teams.models import AccessToken, User
from teams.tokens.rules import Grant


def digest_of(secret: str) -> str:
    """What is kept of a token. It has 192 random bits, so one quick round of a hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def token_of(secret: str, now: datetime) -> AccessToken | None:
    """The live token with this secret, with its person, if they may sign in."""
    known = AccessToken.objects.live(now).filter(digest=digest_of(secret), user__is_active=True)
    return known.select_related("user").first()


def tokens_of(user: User, within: Grant | None = None) -> QuerySet[AccessToken]:
    """The person's tokens that are not revoked, newest first; through a limited token, those inside its limit."""
    mine = user.tokens.filter(revoked_at=None).select_related("organisation", "team").order_by("-created_at", "-pk")
    limits = {name: key for name in ("organisation", "team") if within and (key := getattr(within, name))}
    return mine.filter(**limits)
