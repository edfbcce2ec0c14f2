"""Trials belong to teams."""

from django.db import transaction

from core.errors import Conflict
from telemetry_demo.models import Trial
from telemetry_demo.router import ALIAS


@transaction.atomic(using=ALIAS)
def claim_trial(*, name: str, team_id: int) -> Trial:
    """From now on the team, and no other, sees the trial and may write to it. Raises Conflict if another one does."""
    trial, _ = Trial.objects.get_or_create(name=name, defaults={"team_id": team_id})
    trial = Trial.objects.select_for_update().get(pk=name)
    if trial.team_id is None:
        trial.team_id = team_id
        trial.save(update_fields=["team_id"])
    elif trial.team_id != team_id:
        raise Conflict(f"The trial {name} belongs to another team.", field="trial", fix="Choose another name.")
    return trial
