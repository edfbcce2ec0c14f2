"""What the organisation's other teams teach about a young one: how much sprints differ, and nothing else."""

from django.core.cache import caches
from django.db.models import Count, Max

from forecasting.rules import Weights, prior_of
from forecasting.velocity.finished import closed_by_team, finished_sprints, usual_points
from sprints.models import Sprint
from teams.models import Team

MOST_TEAMS = 20


def prior_for(team: Team) -> Weights:
    """Learned anew whenever one of the other teams has closed another sprint."""
    others = Sprint.objects.closed().filter(team__organisation=team.organisation_id).exclude(team=team)
    state = others.aggregate(count=Count("pk"), latest=Max("closed_at"), last=Max("pk"))
    if not state["count"]:
        return prior_of([])
    key = f"spread-of-others:{team.pk}:{state['count']}:{state['last']}:{state['latest'].timestamp()}"
    return caches["fragments"].get_or_set(key, lambda: _learned(others))


def _learned(others) -> Weights:
    latest = others.order_by().values("team").annotate(latest=Max("closed_at")).order_by("-latest")
    closed = closed_by_team([row["team"] for row in latest[:MOST_TEAMS]])
    return prior_of(usual_points(sprints, finished_sprints(sprints)) for sprints in closed.values())
