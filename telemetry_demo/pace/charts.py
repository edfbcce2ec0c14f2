"""The last hour as charts."""

from datetime import datetime, tzinfo
from typing import Final

from core.charts import COMPLETED, Chart, layout
from telemetry_demo.pace.queries import events_by_step
from telemetry_demo.pace.rules import SECONDS, time_step
from telemetry_demo.times import micros, moment

STEPS: Final = 360  # an hour


def events_chart(trials: list[str], now: datetime, zone: tzinfo) -> Chart:
    """Events per second in the last hour by the team's clock; the step that has just begun is left out."""
    last = time_step(micros(now)) - 1
    first = last - STEPS + 1
    rates = [events / SECONDS for events in events_by_step(trials, first, last)]
    starts = (moment(step * SECONDS * 1_000_000).astimezone(zone) for step in range(first, last + 1))
    times = [start.replace(tzinfo=None).isoformat() for start in starts]
    label = f"Events per second in the last hour, between {min(rates):.1f} and {max(rates):.1f}, now {rates[-1]:.1f}"
    line = {
        "type": "scatter", "mode": "lines", "x": times, "y": rates, "name": "events/s",
        "line": {"color": COMPLETED, "width": 1.75}, "hovertemplate": "%{y:.1f} events/s<extra></extra>",
    }  # fmt: skip
    figure = {"data": [line], "layout": layout(xaxis={"type": "date", "nticks": 6})}
    return Chart("events", "events-per-second", label, figure, ["time", "events_per_s"], list(zip(times, rates)))  # noqa: B905
