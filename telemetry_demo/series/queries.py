"""Summaries as pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from telemetry_demo.models import Series
from telemetry_demo.times import micros

SIGNAL = "heart_rate"
QUIET = timedelta(minutes=5)
CLOSED = timedelta(hours=1)
MOST = 200


@dataclass(frozen=True, slots=True)
class PatientRow:
    """The newest visit of a patient. `state` is live, quiet (nothing for five minutes) or closed (for an hour)."""

    series: Series
    state: str

    @property
    def spread(self) -> float | None:
        """Standard deviation of the visit's values."""
        return None if self.series.variance is None else sqrt(self.series.variance)


def patients_of(trials: list[str], now: datetime) -> list[PatientRow]:
    """The visit of each patient that changed last, the newest first; at most MOST."""
    newest: dict[tuple[str, str], Series] = {}
    rows = Series.objects.filter(trial__in=trials, signal=SIGNAL).order_by("-changed_at", "trial", "patient")
    for series in rows.defer("total", "squares")[: 3 * MOST]:
        newest.setdefault((series.trial, series.patient), series)
    return [PatientRow(series, _state(series.changed_at, now)) for series in list(newest.values())[:MOST]]


def _state(changed_at: int, now: datetime) -> str:
    if changed_at >= micros(now - QUIET):
        return "live"
    return "quiet" if changed_at >= micros(now - CLOSED) else "closed"
