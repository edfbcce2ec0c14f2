"""The figures are told to everybody who looks."""

from datetime import datetime, timedelta

from django.db import transaction

from live.publish import whisper
from telemetry_demo.models import Pace, Trial
from telemetry_demo.pace.queries import figures_of
from telemetry_demo.pace.rules import time_step
from telemetry_demo.times import micros

TOPIC = "telemetry"
KEPT = timedelta(hours=25)


def tell_figures(*, now: datetime) -> None:
    """Whisper to each team with trials how its streams do."""
    for team_id in Trial.objects.filter(team_id__isnull=False).values_list("team_id", flat=True).distinct():
        if figures := figures_of(team_id, now):
            with transaction.atomic():
                whisper(f"{TOPIC}:{team_id}", "figures", figures.frame())


def forget_old_pace(*, now: datetime) -> int:
    """What no page shows any more is deleted; how many rows."""
    return Pace.objects.filter(at__lt=time_step(micros(now - KEPT))).delete()[0]
