"""Whose trials these are."""

from telemetry_demo.models import Trial


def trials_of(team_id: int) -> list[str]:
    """The trials whose events a team sees, by name."""
    return list(Trial.objects.filter(team_id=team_id).order_by("name").values_list("name", flat=True))
