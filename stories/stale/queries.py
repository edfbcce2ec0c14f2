"""Stories that nobody decided about for a long time."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from stories.backlog.queries import is_old
from stories.models import Keep, Story
from teams.models import Team


def stale_stories(team: Team, now: datetime) -> QuerySet[Story]:
    """Older than six months, waiting in the backlog, and not kept for this quarter; the oldest first."""
    kept = Keep.objects.filter(story=OuterRef("pk"), until__gte=team.today(now))
    return Story.objects.filter(is_old(now), ~Exists(kept), team=team).in_backlog().order_by("created_at", "pk")
