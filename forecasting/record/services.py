"""Forecasts are kept here, once and as they were made."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from forecasting.models import KeptForecast
from forecasting.plan.queries import outlook_of
from sprints.models import Sprint


@transaction.atomic
def keep_forecast(*, sprint: Sprint, now: datetime) -> KeptForecast | None:
    """Writes down what is said about a sprint that starts now; None where nothing can be said yet. Again: no change.

    The numbers are those of the planning page: same past, same capacity, same plan.
    """
    if kept := KeptForecast.objects.filter(sprint=sprint).first():
        return kept
    outlook = outlook_of(sprint)
    if outlook.expected is None:
        return None
    return KeptForecast.objects.create(
        sprint=sprint,
        made_at=now,
        finished_sprints=outlook.finished_sprints,
        capacity=None if outlook.percent is None else outlook.percent / 100,
        committed=outlook.points,
        chance=outlook.chance,
        quantiles={name: round(points, 4) for name, points in asdict(outlook.expected).items()},
    )
