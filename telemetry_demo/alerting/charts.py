"""What a try found: alerts by day, and the readings round one alert with the alert marked."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from core import charts
from core.charts import Chart
from telemetry_demo.alerting.language.tree import Comparison, Condition, Rule, children
from telemetry_demo.alerting.rules import Spell
from telemetry_demo.signals import SIGNALS, Signal
from telemetry_demo.times import moment

PALE = 0.35  # what is compared with stands back
BAR = 0.34  # half widths, in days


def alerts_by_day(
    found: Sequence[Spell], before: Sequence[Spell] | None, *, days: Sequence[date], zone: tzinfo
) -> Chart:
    """Bars by the team's days: what the draft finds, beside what the live version finds."""
    counts = _by_day(found, zone)
    data = [
        _bars("Draft", [counts[day] for day in days], charts.COMPLETED, offset=0 if before is not None else -BAR / 2)
    ]
    columns, rows = ["Day", "Draft"], [[day.isoformat(), counts[day]] for day in days]
    if before is not None:
        were = _by_day(before, zone)
        data.insert(0, _bars("Live", [were[day] for day in days], charts.CONTEXT, offset=-BAR))
        columns.append("Live")
        rows = [[*row, were[day]] for row, day in zip(rows, days, strict=True)]
    figure = {
        "data": data,
        "layout": charts.layout(xaxis=_day_axis(days), yaxis={"tickformat": "d"}, barmode="overlay"),
    }
    return Chart("alerts-by-day", "Alerts by day", _sentence(found, before, len(days)), figure, columns, rows)


def days_between(first: int, last: int, zone: tzinfo) -> list[date]:
    """The team's days from one time to another, both included."""
    begin, end = (moment(at).astimezone(zone).date() for at in (first, last))
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def _by_day(spells: Sequence[Spell], zone: tzinfo) -> Counter[date]:
    return Counter(moment(spell.began).astimezone(zone).date() for spell in spells)


def _bars(name: str, heights: list[int], colour: str, *, offset: float) -> dict:
    return {
        "type": "bar", "name": name, "x": [*range(len(heights))], "y": heights, "width": BAR, "offset": offset,
        "marker": {"color": colour, "cornerradius": 3, "opacity": PALE if colour == charts.CONTEXT else 1},
        "text": [str(height) if height else "" for height in heights],
        "textposition": "outside", "cliponaxis": False, "hovertemplate": f"{name}: %{{y}}<extra></extra>",
    }  # fmt: skip


def _day_axis(days: Sequence[date]) -> dict:
    step = max(1, len(days) // 8)
    shown = range(0, len(days), step)
    return {
        "tickvals": [*shown],
        "ticktext": [f"{days[at]:%a} {days[at].day}" for at in shown],
        "range": [-0.6, len(days) - 0.4],
    }


def _sentence(found: Sequence[Spell], before: Sequence[Spell] | None, days: int) -> str:
    said = f"Alerts by day over {days} days. Draft: {len(found)} alerts."
    return said if before is None else f"{said} Live version: {len(before)} alerts."


def readings_round(
    spell: Spell, rule: Rule, readings: dict[str, list[tuple[int, float]]], *, zone: tzinfo
) -> list[Chart]:
    """One chart for each signal that the rule reads, on one time axis: the alert is a band, thresholds are lines."""
    times = [at for rows in readings.values() for at, _ in rows]
    if not times:
        return []
    span = (min(times), max(times))
    shown = [(SIGNALS[name], readings[name]) for name in SIGNALS if readings.get(name)]
    return [_readings(spell, rule, signal, rows, span, zone) for signal, rows in shown]


def _clock(at: int, zone: tzinfo) -> str:
    return moment(at).astimezone(zone).replace(tzinfo=None).isoformat(timespec="milliseconds")


def _readings(
    spell: Spell, rule: Rule, signal: Signal, rows: list[tuple[int, float]], span: tuple[int, int], zone: tzinfo
) -> Chart:
    times, values = [_clock(at, zone) for at, _ in rows], [value for _, value in rows]
    ended = span[1] if spell.ended is None else min(spell.ended, span[1])
    shapes = [_band(_clock(spell.began, zone), _clock(ended, zone))]
    shapes += [_threshold(value) for value in _thresholds(rule.condition, signal.name)]
    trace = {
        "type": "scatter", "mode": "lines", "name": signal.name, "x": times, "y": values,
        "line": {"color": charts.COMPLETED, "width": 1.5}, "hovertemplate": "%{y:~g}<extra></extra>",
    }  # fmt: skip
    axis = {"type": "date", "range": [_clock(at, zone) for at in span]}
    layout = charts.layout(xaxis=axis, yaxis={"rangemode": "normal"}, shapes=shapes, margin={"l": 34})
    name = f"{signal.name.replace('_', ' ').capitalize()} ({signal.unit})"
    label = f"{name} of {spell.stream[1]} round the alert: {len(rows)} readings, the alert is marked."
    rows = list(zip(times, values, strict=True))
    return Chart(f"round-{signal.name}", name, label, {"data": [trace], "layout": layout}, ["Time", name], rows)


def _band(begin: str, end: str) -> dict:
    return {
        "type": "rect", "layer": "below", "yref": "paper", "y0": 0, "y1": 1, "x0": begin, "x1": end,
        "fillcolor": charts.PESSIMISTIC, "opacity": 0.16, "line": {"width": 0},
    }  # fmt: skip


def _threshold(value: float) -> dict:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
        "line": {"color": charts.PESSIMISTIC, "width": 1.25, "dash": "6px,4px"},
    }  # fmt: skip


def _thresholds(condition: Condition, signal: str) -> list[float]:
    if isinstance(condition, Comparison):
        reads = condition.measure.signal == signal and condition.measure.of in ("latest", "mean", "min", "max")
        return [condition.threshold] if reads else []
    return [value for part in children(condition) for value in _thresholds(part, signal)]
