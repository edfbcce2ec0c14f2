"""Share links for tests."""

from datetime import timedelta

from django.utils import timezone

from forecasting.sharing.services import share_report
from tests.factories import owner_of


def make_link(team, *, name="Steering group", days=30, now=None, **fields):
    """A link that is made now, and its address."""
    now = now or timezone.now()
    link, token = share_report(
        team=team, name=name, expires_at=now + timedelta(days=days), actor=owner_of(team), now=now, **fields
    )
    return link, f"/r/{token}/"


def text(answer):
    return " ".join(answer.content.decode().split())
