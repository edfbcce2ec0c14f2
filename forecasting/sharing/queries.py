"""Which share links there are, and which one a secret opens."""

from datetime import datetime

from django.db.models import QuerySet

from forecasting.models import ShareLink
from forecasting.sharing.rules import fingerprint
from teams.models import Team

# By hand: everybody who opens a report asks this, and building the query costs several times what running it does.
_OPEN = """
    SELECT link.*, team.time_zone AS time_zone,
           (SELECT diary.id FROM teams_activity diary WHERE diary.organisation_id = team.organisation_id
            ORDER BY diary.id DESC LIMIT 1) AS latest
    FROM forecasting_sharelink link JOIN teams_team team ON team.id = link.team_id
    WHERE link.digest = %s
"""


def link_of(token: str, now: datetime) -> ShareLink | None:
    """The link with this secret; None for unknown, withdrawn and ended ones alike.

    It knows the `time_zone` of its team and the `latest` entry of the organisation's diary.
    """
    link = next(iter(ShareLink.objects.raw(_OPEN, [fingerprint(token)])), None)
    return link if link and link.is_live(now) else None


def links_of(team: Team) -> QuerySet[ShareLink]:
    """All links that were ever made, newest first."""
    return team.share_links.select_related("created_by", "release")
