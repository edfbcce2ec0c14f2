"""The velocity chart, as a Plotly figure without plotly (see core/charts.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from core import charts
from core.charts import Chart
from forecasting.rules import NextSprint
from forecasting.velocity.rules import FinishedSprint, in_words

COLUMNS = ("Sprint", "Committed", "Added", "Removed", "Re-estimated", "Carried over", "Completed")
LINE_COLUMNS = ("One in ten goes beyond", "Half are above", "Nine in ten reach")
BAR, OUTLINE = 0.33, 0.37  # half widths, in sprints
HEADROOM = 1.06
PLOT_HEIGHT, TEXT_HEIGHT = 232, 17  # pixels, of the drawn area and of one label beside it


class Line(NamedTuple):
    """A confidence line: its level in points, what it means in words, and how it looks."""

    points: float
    name: str
    meaning: str
    ink: str
    stroke: dict[str, Any]


def velocity_chart(sprints: Sequence[FinishedSprint], coming: NextSprint | None, links: Sequence[str]) -> Chart:
    """Committed and completed points per sprint, oldest first, and the lines of the forecast.

    ``links`` lead from each sprint's bar to its report. Without a forecast there are no lines.
    """
    lines = confidence_lines(coming) if coming else []
    top = _top(sprints, lines)
    figure = {
        "data": [_completed(sprints, links), _committed(sprints)],
        "layout": charts.layout(
            xaxis=_sprint_axis(sprints),
            yaxis={"range": [0, top]},
            margin={"r": 288, "b": 44} if lines else {"b": 44},
            meta={"narrow": {"r": 112}} if lines else {},
            shapes=[_band(lines), *map(_rule, lines)] if lines else [],
            annotations=[*_direct_labels(lines, top)],
        ),
    }
    columns = (*COLUMNS, *LINE_COLUMNS) if lines else COLUMNS
    levels = [round(line.points, 2) for line in lines]
    rows = [(*_row(sprint), *levels) for sprint in sprints]
    return Chart("velocity", "Velocity chart", _sentence(sprints, lines), figure, columns, rows)


def compact(chart: Chart) -> Chart:
    """The same beside another chart: lines are named, and their meaning stands in the legend."""
    layout = chart.figure["layout"]
    kept = [one for one in layout["annotations"] if one.get("name") != "only-wide"]
    margin = layout["margin"] | layout["meta"].get("narrow", {})
    return replace(chart, figure={**chart.figure, "layout": {**layout, "annotations": kept, "margin": margin}})


def confidence_lines(coming: NextSprint) -> list[Line]:
    """Optimistic, middle and pessimistic: quantiles of the next sprint, highest first."""
    return [
        Line(
            coming.p90,
            "Optimistic",
            "one sprint in ten goes beyond",
            charts.GOOD_TEXT,
            {"color": charts.OPTIMISTIC, "width": 1.75},
        ),
        Line(
            coming.p50,
            "Middle",
            "half of the sprints are above",
            charts.INK_2,
            {"color": charts.INK_2, "width": 1.25, "dash": "1px,3px"},
        ),
        Line(
            coming.p10,
            "Pessimistic",
            "nine in ten get at least this",
            charts.BAD_TEXT,
            {"color": charts.PESSIMISTIC, "width": 1.75, "dash": "6px,4px"},
        ),
    ]


def _completed(sprints: Sequence[FinishedSprint], links: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": "Completed",
        "x": [*range(len(sprints))],
        "y": [sprint.completed for sprint in sprints],
        "width": 2 * BAR,
        "marker": {"color": charts.COMPLETED, "cornerradius": 3},
        "text": [f"{sprint.completed:g}" for sprint in sprints],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "insidetextfont": {"color": charts.SURFACE, "weight": 600},
        "customdata": [sprint.committed for sprint in sprints],
        "hovertemplate": "Completed %{y:~g}<br>Committed %{customdata:~g}<extra></extra>",
        "meta": {"links": [*links]},
    }


def _committed(sprints: Sequence[FinishedSprint]) -> dict[str, Any]:
    """Dashed outlines. Bars have solid edges only, so one dashed line walks around all of them."""
    edges = (-OUTLINE, -OUTLINE, OUTLINE, OUTLINE)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Committed",
        "x": [at for n in range(len(sprints)) for at in (*(n + edge for edge in edges), None)],
        "y": [y for s in sprints for y in (0, s.committed, s.committed, 0, None)],
        "line": {"color": charts.CONTEXT, "width": 1.5, "dash": "3px,3px"},
        "hoverinfo": "skip",
    }


def _sprint_axis(sprints: Sequence[FinishedSprint]) -> dict[str, Any]:
    return {
        "tickvals": [*range(len(sprints))],
        "ticktext": [str(sprint.number) for sprint in sprints],
        "range": [-0.5, len(sprints) - 0.5],
        "title": {"text": "Sprint", "font": {"size": 12}, "standoff": 8},
    }


def _band(lines: Sequence[Line]) -> dict[str, Any]:
    """From the pessimistic to the optimistic line, behind the bars."""
    return {
        "type": "rect",
        "layer": "below",
        **_across(lines[-1].points, lines[0].points),
        "fillcolor": charts.CONTEXT,
        "opacity": 0.13,
        "line": {"width": 0},
    }


def _rule(line: Line) -> dict[str, Any]:
    return {"type": "line", **_across(line.points, line.points), "line": line.stroke}


def _across(low: float, high: float) -> dict[str, Any]:
    return {"xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high}


def _direct_labels(lines: Sequence[Line], top: float) -> Iterator[dict[str, Any]]:
    """Words at the right end of each line, moved apart where lines lie close together."""
    at = [line.points / top * PLOT_HEIGHT for line in lines]
    for line, y, place in zip(lines, at, charts.apart(at, TEXT_HEIGHT), strict=True):
        beside = {"xref": "paper", "x": 1, "y": line.points, "yshift": place - y}
        beside |= {"xanchor": "left", "yanchor": "middle", "showarrow": False}
        name = f"{line.name} {in_words(line.points)}"
        yield {**beside, "xshift": 8, "text": name, "font": {"color": line.ink, "weight": 600}}
        yield {**beside, "xshift": 108, "text": line.meaning, "name": "only-wide"}


def _top(sprints: Sequence[FinishedSprint], lines: Sequence[Line]) -> float:
    """Where the axis ends: known here, because labels are placed without asking the browser."""
    drawn = [points for sprint in sprints for points in (sprint.committed, sprint.completed)]
    return HEADROOM * max([*drawn, *(line.points for line in lines), 1])


def _sentence(sprints: Sequence[FinishedSprint], lines: Sequence[Line]) -> str:
    if not sprints:
        return "No sprint is finished yet."
    done = [sprint.completed for sprint in sprints]
    said = f"Velocity of {len(done)} sprints, between {min(done):g} and {max(done):g} points."
    if lines:
        said += f" Nine sprints in ten reach at least {in_words(lines[-1].points)} points,"
        said += f" one in ten goes beyond {in_words(lines[0].points)}."
    return said


def _row(sprint: FinishedSprint) -> tuple[float, ...]:
    changes = (sprint.added, sprint.removed, sprint.reestimated, sprint.carried)
    return (sprint.number, sprint.committed, *changes, sprint.completed)
