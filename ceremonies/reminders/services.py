"""Everybody is reminded of what is due. It may run twice, late, in several workers, and be killed anywhere."""

import logging
from datetime import datetime

from ceremonies.reminders.due import due_for
from teams.models import Team
from teams.notifications.services.telling import notify

logger = logging.getLogger(__name__)


def remind_all(*, now: datetime) -> int:
    """Reminds every team's people; returns how many were told something. A team that fails keeps no other from it."""
    told = 0
    for team in Team.objects.select_related("organisation").order_by("pk"):
        try:
            told += remind_team(team=team, now=now)
        except Exception:
            logger.exception("Reminders of a team failed", extra={"team": team.pk})
    return told


def remind_team(*, team: Team, now: datetime) -> int:
    """Each reminder is one transaction of its own, so that what was told stays told."""
    return sum(
        len(notify(team=team, now=now, **{name: getattr(one, name) for name in one.__slots__}))
        for one in due_for(team, now)
    )
