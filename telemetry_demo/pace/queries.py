"""What the strip and the dashboard say about a team's streams (TEL-9)."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from telemetry_demo.alerting.queries import alerts_since
from telemetry_demo.models import Pace, Series
from telemetry_demo.pace.rules import SECONDS, spark, time_step, waited_ms
from telemetry_demo.times import micros
from telemetry_demo.trials.queries import trials_of

MONITORED = timedelta(minutes=15)  # since the last committed event
RECENT = timedelta(minutes=1)
SPARK_STEPS = 30
AHEAD = timedelta(minutes=5)  # a clock further ahead is wrong and says nothing about the lag


@dataclass(frozen=True, slots=True)
class Figures:
    """`events` per second and waits (ms) of the last minute, `lag` in seconds from the newest reading's own time."""

    events: float
    p50: float | None
    p99: float | None
    lag: float | None
    patients: int
    alerts: int
    spark: str

    def frame(self) -> dict:
        """What the wire carries."""
        return asdict(self)


def figures_of(team_id: int, now: datetime) -> Figures | None:
    """How the team's streams do now; None where it has none."""
    trials = trials_of(team_id)
    if not trials:
        return None
    newest = time_step(micros(now))  # the step that has just begun says too little
    steps = events_by_step(trials, newest - SPARK_STEPS, newest - 1)
    recent = round(RECENT / timedelta(seconds=SECONDS))
    waits = waits_of(trials, newest - recent, newest)
    return Figures(
        events=round(sum(steps[-recent:]) / RECENT.total_seconds(), 1),
        p50=waited_ms(waits, 0.5),
        p99=waited_ms(waits, 0.99),
        lag=_lag(trials, now),
        patients=patients_monitored(trials, now),
        alerts=alerts_since(team_id, now - timedelta(hours=1)),
        spark=spark(steps),
    )


def events_by_step(trials: list[str], first: int, last: int) -> list[int]:
    """Committed events in each step of time from `first` to `last`."""
    found: Counter[int] = Counter()
    for at, events in Pace.objects.filter(trial__in=trials, at__range=(first, last)).values_list("at", "events"):
        found[at] += events
    return [found[at] for at in range(first, last + 1)]


def waits_of(trials: list[str], first: int, last: int) -> Counter[int]:
    """Committed events by how long they waited."""
    found: Counter[int] = Counter()
    for wait, events in Pace.objects.filter(trial__in=trials, at__range=(first, last)).values_list("wait", "events"):
        found[wait] += events
    return found


def patients_monitored(trials: list[str], now: datetime) -> int:
    """Patients with an event committed lately."""
    lately = Series.objects.filter(trial__in=trials, changed_at__gte=micros(now - MONITORED))
    return lately.values("trial", "patient").distinct().count()


def _lag(trials: list[str], now: datetime) -> float | None:
    sane = Series.objects.filter(trial__in=trials, last_ts__lte=micros(now + AHEAD))
    newest = sane.aggregate(newest=Max("last_ts"))["newest"]
    return None if newest is None else max(0.0, round((micros(now) - newest) / 1e6, 1))
