"""A Plotly figure as the few strokes that paper needs: areas, lines and words in a square of 1 × 1, y upwards.

It knows what our figures use (bars, lines with gaps, filled bands, rectangles, rules, notes) and nothing more; a trace
of another kind raises KeyError, and a test puts every chart of a report through it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from core import charts
from core.charts import Chart

PER_PIXEL = 0.62  # points of paper for a pixel of the screen
HEADROOM = 1.06
STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 6
_RGBA = re.compile(r"rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)")

Point = tuple[float, float]
Stroke = Mapping[str, Any]


def number(value: Any) -> float:
    """A coordinate as a number; days count from the first."""
    return float(date.fromisoformat(value[:10]).toordinal()) if isinstance(value, str) else float(value)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`."""

    low: float
    high: float

    def at(self, value: Any, ref: str = "") -> float:
        """Where a value stands, 0 to 1; values of the paper stand there already."""
        return float(value) if "paper" in ref else (number(value) - self.low) / (self.high - self.low)


def drawing_of(chart: Chart) -> dict[str, Any]:
    """The strokes of a chart in the light theme, what stands at its axes, and its sentence."""
    figure = charts.in_theme(chart.figure, "light")
    traces, layout = figure["data"], figure["layout"]
    x, y = _x_scale(traces, layout["xaxis"]), _y_scale(traces, layout["yaxis"])
    shapes = layout.get("shapes", ())
    below = [one for one in shapes if one.get("layer") == "below"]
    above = [one for one in shapes if one.get("layer") != "below"]
    strokes = [*_shapes(below, x, y), *_traces(traces, x, y), *_shapes(above, x, y)]
    margin = {**layout["margin"], **layout.get("meta", {}).get("narrow", {})}
    return {
        "label": chart.label,
        "strokes": [stroke for stroke in strokes if stroke.get("paint", True)],
        "words": [*_inside(traces, x, y), *_notes(layout.get("annotations", ()), x, y)],
        "right": margin["r"] * PER_PIXEL,
        "x": _ticks(layout["xaxis"], x),
        "y": _ticks(layout["yaxis"], y),
        "title": layout["xaxis"].get("title", {}).get("text", ""),
    }


def _values(traces: Sequence[Stroke], name: str) -> list[float]:
    return [number(value) for trace in traces for value in trace[name] if value is not None]


def _x_scale(traces: Sequence[Stroke], axis: Stroke) -> Scale:
    if "range" in axis:
        return Scale(*map(number, axis["range"]))
    found = _values(traces, "x")
    return Scale(min(found), max(found)) if found and min(found) < max(found) else Scale(0, 1)


def _y_scale(traces: Sequence[Stroke], axis: Stroke) -> Scale:
    if "range" in axis:
        return Scale(*map(number, axis["range"]))
    return Scale(0, HEADROOM * max([*_values(traces, "y"), 1]))


def _ticks(axis: Stroke, scale: Scale) -> list[tuple[float, str]]:
    """Place and words of what stands at an axis; those that lie outside are left out."""
    if axis.get("type") == "date":
        return _days(scale)
    values = axis.get("tickvals") or _round_values(scale)
    share = "%" in axis.get("tickformat", "")
    words = axis.get("ticktext") or [f"{value:.0%}" if share else f"{value:g}" for value in values]
    places = [(scale.at(value), str(text)) for value, text in zip(values, words, strict=True)]
    return [one for one in places if 0 <= one[0] <= 1]


def _days(scale: Scale) -> list[tuple[float, str]]:
    """The first day and every so many weeks after it."""
    weeks = max(1, ceil((scale.high - scale.low) / 7 / MOST_TICKS))
    days = map(date.fromordinal, range(int(scale.low), int(scale.high) + 1, 7 * weeks))
    return [(scale.at(day.isoformat()), f"{day.day} {day:%b}") for day in days]


def _round_values(scale: Scale) -> list[float]:
    """Round numbers from the bottom to the top of an axis."""
    span = scale.high - scale.low
    size = 10 ** len(str(int(span))) / 100
    step = next(size * one * more for more in (1, 10) for one in STEPS if span / (size * one * more) <= MOST_TICKS)
    return [step * n for n in range(int(scale.low // step) + (scale.low % step > 0), int(scale.high // step) + 1)]


def _traces(traces: Sequence[Stroke], x: Scale, y: Scale) -> Iterator[Stroke]:
    before: list[Point] = []
    for trace in traces:
        if trace["type"] == "bar":
            yield from _bars(trace, x, y)
            continue
        pieces = list(_pieces(trace, x, y))
        yield from {"toself": _closed, "tonexty": _between, "none": _none}[trace.get("fill", "none")](
            trace, pieces, before
        )
        if "lines" in trace["mode"] and trace.get("line", {}).get("width", 2):
            yield from (_line(piece, trace.get("line", {})) for piece in pieces if len(piece) > 1)
        if "markers" in trace["mode"]:
            yield from _dots(trace, pieces)
        before = [point for piece in pieces for point in piece]


def _bars(trace: Stroke, x: Scale, y: Scale) -> Iterator[Stroke]:
    half = trace["width"] / 2
    for at, value in zip(trace["x"], trace["y"], strict=True):
        left, right, top = x.at(number(at) - half), x.at(number(at) + half), y.at(value)
        yield _area([(left, y.at(0)), (left, top), (right, top), (right, y.at(0))], trace["marker"]["color"], 1)


def _pieces(trace: Stroke, x: Scale, y: Scale) -> Iterator[list[Point]]:
    """The points of a line, cut where it has gaps."""
    piece: list[Point] = []
    for at, value in zip(trace["x"], trace["y"], strict=True):
        if value is None:
            yield piece
            piece = []
        else:
            piece.append((x.at(at), y.at(value)))
    yield piece


def _none(trace: Stroke, pieces: list[list[Point]], before: list[Point]) -> Iterator[Stroke]:
    yield from ()


def _closed(trace: Stroke, pieces: list[list[Point]], before: list[Point]) -> Iterator[Stroke]:
    yield from (_area(piece, trace["fillcolor"], trace.get("opacity", 1)) for piece in pieces if len(piece) > 2)


def _between(trace: Stroke, pieces: list[list[Point]], before: list[Point]) -> Iterator[Stroke]:
    """From this line to the one before it."""
    yield _area(
        [*(point for piece in pieces for point in piece), *before[::-1]], trace["fillcolor"], trace.get("opacity", 1)
    )


def _dots(trace: Stroke, pieces: list[list[Point]]) -> Iterator[Stroke]:
    size = trace.get("marker", {}).get("size", 6)
    colour = trace.get("marker", {}).get("color", charts.THEMES["light"][charts.COMPLETED])
    points = [point for piece in pieces for point in piece]
    sizes = size if isinstance(size, list) else [size] * len(points)
    for point, one in zip(points, sizes, strict=True):
        if one:
            yield {"kind": "dot", "points": [point], "size": one * PER_PIXEL, **_paint(colour, 1)}


def _shapes(shapes: Sequence[Stroke], x: Scale, y: Scale) -> Iterator[Stroke]:
    for one in shapes:
        left, right = (x.at(one[name], one.get("xref", "")) for name in ("x0", "x1"))
        low, high = (y.at(one[name], one.get("yref", "")) for name in ("y0", "y1"))
        if one["type"] == "line":
            yield _line([(left, low), (right, high)], one["line"])
        else:
            yield _area(
                [(left, low), (left, high), (right, high), (right, low)], one["fillcolor"], one.get("opacity", 1)
            )


def _line(points: Sequence[Point], line: Stroke) -> Stroke:
    dash = [float(part.removesuffix("px")) * PER_PIXEL for part in _dash(line.get("dash", ""))]
    colour = line.get("color", charts.THEMES["light"][charts.COMPLETED])
    width = line.get("width", 2) * PER_PIXEL
    return {"kind": "line", "points": points, "width": width, "dash": dash, **_paint(colour, 1)}


def _dash(dash: str) -> list[str]:
    named = {"": [], "solid": [], "dot": ["1", "3"], "dash": ["6", "4"], "dashdot": ["6", "3", "1", "3"]}
    return named[dash] if dash in named else dash.split(",")


def _area(points: Sequence[Point], colour: str, opacity: float) -> Stroke:
    return {"kind": "area", "points": points, **_paint(colour, opacity)}


def _paint(colour: str, opacity: float) -> dict[str, Any]:
    """A colour as paper knows it; what cannot be seen has none."""
    if found := _RGBA.fullmatch(colour):
        red, green, blue = (round(float(part)) for part in found.groups()[:3])
        colour, opacity = f"#{red:02x}{green:02x}{blue:02x}", opacity * float(found[4] or 1)
    return {"paint": colour if opacity else "", "opacity": opacity}


def _inside(traces: Sequence[Stroke], x: Scale, y: Scale) -> Iterator[Stroke]:
    """The numbers in the feet of bars."""
    for trace in traces:
        for at, words in zip(trace["x"], trace["text"], strict=True) if trace["type"] == "bar" else ():
            place = {"x": x.at(at), "y": y.at(0), "dx": 0, "dy": 7}
            yield {"text": str(words), **place, "anchor": "center", "paint": "#ffffff", "bold": True}


def _notes(notes: Sequence[Stroke], x: Scale, y: Scale) -> Iterator[Stroke]:
    for note in notes:
        if note.get("name") != "only-wide":
            font = note.get("font", {})
            yield {
                "text": note["text"].replace("<br>", " "),
                "x": x.at(note["x"], note.get("xref", "")),
                "y": y.at(note["y"], note.get("yref", "")),
                "dx": note.get("xshift", 0) * PER_PIXEL,
                "dy": note.get("yshift", 0) * PER_PIXEL + {"bottom": 4, "top": -4}.get(note.get("yanchor", ""), 0),
                "anchor": note.get("xanchor", "center"),
                "paint": font.get("color", charts.THEMES["light"][charts.INK_3]),
                "bold": font.get("weight", 400) >= 600,
            }
