"""A person's sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session

from teams.models import SignIn, User


def sessions_of(user: User, now: datetime) -> list[SignIn]:
    """Those that still open something, last used first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(SignIn.objects.filter(user=user, session_key__in=alive).order_by("-seen_at", "-pk"))
