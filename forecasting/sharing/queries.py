"""Which share links there are, and which one a secret opens."""

from datetime import datetime

from django.db.models import QuerySet

from forecasting.models import ShareLink
from forecasting.sharing.rules import fingerprint
from teams.models import Team


def link_of(token: str, now: datetime) -> ShareLink | None:
    """The link with this secret and its team; None for unknown, withdrawn and ended ones alike."""
    known = ShareLink.objects.live(now).filter(digest=fingerprint(token))
    return known.select_related("team__organisation", "release").first()


def links_of(team: Team) -> QuerySet[ShareLink]:
    """All links that were ever made, newest first."""
    return team.share_links.select_related("created_by", "release")
