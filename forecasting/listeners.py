"""What a sprint that starts means for forecasts."""

from datetime import datetime

from forecasting.record.services import keep_forecast
from sprints.hooks import sprint_committed
from sprints.models import Sprint
from teams.models import User


@sprint_committed.connect
def remember_what_was_said(*, sprint: Sprint, actor: User | None, now: datetime) -> None:
    """The forecast of a sprint is kept as it is said when the sprint starts."""
    keep_forecast(sprint=sprint, now=now)
