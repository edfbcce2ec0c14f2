"""The reliability picture: what we said against how often it came true."""

from collections.abc import Sequence
from typing import Any

from core import charts
from core.charts import Chart
from forecasting.record.queries import Record
from forecasting.record.rules import QUOTED, Bucket, Held

COLUMNS = ("We said", "Statements", "Came true", "Share")
FORECAST_COLUMNS = (
    "Sprint", "Worked out later", "Half are above", "85% reach", "90% reach", "Committed", "Chance of all", "Completed",
    "85% held",
)  # fmt: skip


def reliability_chart(record: Record) -> Chart:
    """A dot for each probability; on the dashed line words and reality agree."""
    buckets = record.buckets
    figure = {
        "data": [_band(buckets), _agreement(), _dots(buckets)],
        "layout": charts.layout(
            xaxis={**_share_axis("What we said"), "showgrid": False},
            yaxis={**_share_axis(""), "gridcolor": charts.LINE},
            margin={"t": 12, "r": 16, "b": 44, "l": 44},
            hovermode="closest",
        ),
    }
    rows = [(one.said, one.statements, one.came_true, round(one.share, 4)) for one in buckets]
    return Chart("reliability", "Reliability chart", _sentence(record), figure, COLUMNS, rows)


def forecast_rows(forecasts: Sequence[Held]) -> list[tuple]:
    """Every forecast with what came, as the CSV gives them."""
    return [
        (
            one.number, "yes" if one.replayed else "no", one.said.p50, one.said.p15, one.said.p10, one.committed,
            "" if one.chance is None else round(one.chance, 4), one.came, "yes" if one.came_true else "no",
        )
        for one in forecasts
    ]  # fmt: skip


def _share_axis(title: str) -> dict[str, Any]:
    return {
        "range": [-0.02, 1.04],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "tickformat": ".0%",
        "title": {"text": title, "font": {"size": 12}, "standoff": 8},
    }


def _agreement() -> dict[str, Any]:
    line = {"color": charts.CONTEXT, "width": 1.25, "dash": "4px,3px"}
    return {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": line, "hoverinfo": "skip"}


def _band(buckets: Sequence[Bucket]) -> dict[str, Any]:
    """Where a perfect forecaster would be nine times in ten: few forecasts, wide band."""
    above = [min(1, one.said + one.slack) for one in buckets]
    below = [max(0, one.said - one.slack) for one in buckets]
    said = [one.said for one in buckets]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*said, *said[::-1]],
        "y": [*above, *below[::-1]],
        "fill": "toself",
        "fillcolor": charts.CONTEXT,
        "opacity": 0.16,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _dots(buckets: Sequence[Bucket]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [one.said for one in buckets],
        "y": [one.share for one in buckets],
        "line": {"color": charts.COMPLETED, "width": 2},
        "marker": {"color": charts.COMPLETED, "size": [13 if one.said == QUOTED else 8 for one in buckets]},
        "customdata": [[one.came_true, one.statements] for one in buckets],
        "hovertemplate": "Said %{x:.0%}: came true %{y:.0%}<br>%{customdata[0]} of %{customdata[1]}<extra></extra>",
    }


def _sentence(record: Record) -> str:
    quoted = record.quoted
    if quoted is None:
        return "No forecast could be checked yet."
    came_true = f"{quoted.share:.0%} of the time, {quoted.came_true} of {quoted.statements}"
    return f"What we called 85% likely came true {came_true}."
