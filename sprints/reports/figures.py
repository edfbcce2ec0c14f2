"""Burndown, burn-up and cumulative flow of one sprint, as Plotly figures without plotly (see core/charts.py).

Every line is a staircase of what the ledger holds, right to the minute, in the time zone of the commitment.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

from core import charts
from core.charts import Chart
from core.templatetags.truepace import points_text
from sprints.ledger.rules import Moment
from sprints.reports import rules
from sprints.reports.queries import Report

PLOT_HEIGHT, TEXT_HEIGHT = 232, 17  # pixels, of the drawn area and of one label beside it
HEADROOM = 1.12
FLOW = {
    "todo": (charts.FLOW_TODO, charts.INK_2),
    "doing": (charts.FLOW_DOING, charts.INK),
    "review": (charts.COMPARE, charts.SURFACE),
    "done": (charts.COMPLETED, charts.SURFACE),
}


def charts_of(report: Report) -> list[Chart]:
    """The three charts of a sprint; none where only totals are known."""
    return [] if report.sprint.is_imported else [make(report) for make in FIGURES.values()]


def burndown(report: Report) -> Chart:
    """Points left after every change, and the even pace over the working days."""
    left = [float(moment.remaining) for moment in report.moments]
    pace = _pace(report)
    figure = {
        "data": [*_pace_line(pace), _stairs(report, left, "Left", charts.COMPLETED, 2.5), _end(report, left)],
        "layout": _layout(
            report,
            top=max([*left, float(report.scope.committed), 1]) * HEADROOM,
            margin={"r": 62},
            annotations=[
                _beside(report, left[-1], f"{points_text(left[-1])} left", 0, weight=600),
                *_pace_label(pace),
            ],
        ),
    }
    first, last = points_text(left[0]), points_text(left[-1])
    label = f"Burndown of {report.sprint}: {first} points at the start, {last} left at the end."
    rows = [(_at(report, moment), left) for moment, left in zip(report.moments, left, strict=True)]
    return Chart("burndown", "Burndown chart", label, figure, ("Time", "Points left"), rows)


def burn_up(report: Report) -> Chart:
    """Points done against the scope; both steps are what happened."""
    scope = [float(moment.scope) for moment in report.moments]
    done = [float(moment.done) for moment in report.moments]
    top = max([*scope, 1]) * HEADROOM
    figure = {
        "data": [
            _stairs(report, scope, "Scope", charts.SCOPE, 2),
            _stairs(report, done, "Done", charts.COMPLETED, 2.5),
            _end(report, done),
        ],
        "layout": _layout(
            report,
            top=top,
            margin={"r": 74},
            annotations=[*_direct_labels(report, scope[-1], done[-1], top), *_steps(report)],
        ),
    }
    before, after, finished = map(points_text, (scope[0], scope[-1], done[-1]))
    label = f"Burn-up of {report.sprint}: scope went from {before} to {after} points, {finished} are done."
    rows = [(_at(report, one), *values) for one, *values in zip(report.moments, scope, done, strict=True)]
    return Chart("burn-up", "Burn-up chart", label, figure, ("Time", "Scope", "Done"), rows)


def flow(report: Report) -> Chart:
    """Stories in each status after every change, finished ones at the bottom."""
    statuses = rules.statuses_of(report.events)
    counts = {name: [moment.by_status.get(name, 0) for moment in report.moments] for name in statuses}
    top = max([*map(sum, zip(*counts.values(), strict=True)), 1]) * HEADROOM
    figure = {
        "data": [_band(report, name, statuses[name], counts[name]) for name in statuses],
        "layout": _layout(report, top=top, margin={"r": 34}, annotations=[]),
    }
    ends = ", ".join(f"{values[-1]} {name}" for name, values in counts.items())
    label = f"Cumulative flow of {report.sprint} in stories. At the end: {ends}."
    rows = [(_at(report, one), *(one.by_status.get(name, 0) for name in statuses)) for one in report.moments]
    return Chart("flow", "Cumulative flow chart", label, figure, ("Time", *statuses), rows)


FIGURES: dict[str, Callable[[Report], Chart]] = {"burndown": burndown, "burn-up": burn_up, "flow": flow}


def _local(report: Report, at: datetime) -> datetime:
    return at.astimezone(report.zone).replace(tzinfo=None)


def _at(report: Report, moment: Moment) -> str:
    """Local time as Plotly and spreadsheets read it."""
    return _local(report, moment.at).isoformat(sep=" ", timespec="seconds")


def _stairs(report: Report, values: Sequence[float], name: str, colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [_at(report, moment) for moment in report.moments],
        "y": [*values],
        "line": {"shape": "hv", "color": colour, "width": width},
        "hovertemplate": f"{name} %{{y:~g}}<extra></extra>",
    }


def _end(report: Report, values: Sequence[float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_at(report, report.moments[-1])],
        "y": [values[-1]],
        "marker": {"color": charts.COMPLETED, "size": 9, "line": {"color": charts.SURFACE, "width": 2}},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _pace(report: Report) -> list[tuple[datetime, Any]]:
    start = _local(report, report.moments[0].at)
    return rules.even_pace(report.scope.committed, start, report.days)


def _pace_line(pace: Sequence[tuple[datetime, Any]]) -> Iterator[dict[str, Any]]:
    if pace:
        yield {
            "type": "scatter",
            "mode": "lines",
            "name": "Even pace",
            "x": [at.isoformat(sep=" ", timespec="seconds") for at, _ in pace],
            "y": [float(left) for _, left in pace],
            "line": {"color": charts.CONTEXT, "width": 1.5, "dash": "4px,4px"},
            "hovertemplate": "Even pace %{y:.1f}<extra></extra>",
        }


def _pace_label(pace: Sequence[tuple[datetime, Any]]) -> Iterator[dict[str, Any]]:
    if pace:
        at, left = pace[len(pace) // 3]
        place = {"x": at.isoformat(sep=" "), "y": float(left), "xanchor": "right", "yanchor": "top"}
        yield {**place, "showarrow": False, "text": "Even pace"}


def _band(report: Report, name: str, category: str, counts: Sequence[int]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": escape(name),
        "stackgroup": "flow",
        "x": [_at(report, moment) for moment in report.moments],
        "y": [*counts],
        "line": {"shape": "hv", "color": charts.SURFACE, "width": 1},
        "fillcolor": FLOW.get(category, FLOW["todo"])[0],
        "hovertemplate": "%{fullData.name} %{y}<extra></extra>",
    }


def _layout(report: Report, *, top: float, margin: dict[str, int], annotations: list[dict[str, Any]]) -> dict[str, Any]:
    start, end = _span(report)
    return charts.layout(
        margin={"l": 34, **margin},
        xaxis={
            "type": "date",
            "range": [start.isoformat(), end.isoformat()],
            "tickmode": "array",
            "tickangle": 0,
            "tickvals": [datetime.combine(day, time(12)).isoformat() for day in report.days],
            "ticktext": [str(day.day) for day in report.days],
            "hoverformat": "%a %-d %b, %H:%M",
        },
        yaxis={"range": [0, top]},
        annotations=annotations,
    )


def _span(report: Report) -> tuple[datetime, datetime]:
    """Whole days: from the first moment's to the last planned one, or to what happened after it."""
    planned_end = datetime.combine(report.commitment.end_date + timedelta(1), time())
    first, last = (_local(report, moment.at) for moment in (report.moments[0], report.moments[-1]))
    return datetime.combine(first.date(), time()), max(planned_end, last)


def _beside(report: Report, value: float, text: str, shift: float, **font: Any) -> dict[str, Any]:
    """Words to the right of where a line ends."""
    at = {"x": _at(report, report.moments[-1]), "y": value, "xshift": 9, "yshift": shift}
    place = {"xanchor": "left", "yanchor": "middle", "showarrow": False}
    return {**at, **place, "text": text, "font": {"color": charts.INK, **font}}


def _direct_labels(report: Report, scope: float, done: float, top: float) -> Iterator[dict[str, Any]]:
    at = [value / top * PLOT_HEIGHT for value in (done, scope)]
    words = ((done, f"Done {points_text(done)}", 600), (scope, f"Scope {points_text(scope)}", 500))
    for (value, text, weight), y, place in zip(words, at, charts.apart(at, TEXT_HEIGHT), strict=True):
        yield _beside(report, value, text, place - y, weight=weight)


def _steps(report: Report) -> Iterator[dict[str, Any]]:
    """How much each scope change moved the line, written at its step."""
    scope = {moment.at: float(moment.scope) for moment in report.moments}
    for one in report.differences:
        if not one.change or one.at not in scope:
            continue
        up = one.change > 0
        yield {
            "x": _local(report, one.at).isoformat(sep=" ", timespec="seconds"),
            "y": scope[one.at],
            "yshift": 10 if up else -10,
            "showarrow": False,
            "text": f"{'+' if up else '−'}{points_text(abs(one.change))}",
            "font": {"color": charts.INK_2, "weight": 500},
        }
