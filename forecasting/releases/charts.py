"""The burn-up of a release with its fan, as a Plotly figure without plotly (see core/charts.py)."""

from collections.abc import Sequence
from typing import Any

from core import charts
from core.charts import Chart
from forecasting.releases.rules.burn_up import Burn
from forecasting.releases.rules.forecast import ReleaseForecast
from forecasting.releases.rules.plan import LIKELY, FanStep
from forecasting.releases.rules.words import day_text, percent
from forecasting.velocity.rules import in_words

COLUMNS = (
    "Sprint", "Day", "Scope", "Done", "97.5% reach", "90% reach", "75% reach", "Half reach", "25% reach", "10% reach",
    "2.5% reach", "Chance of being done",
)  # fmt: skip
# Bands lie on one another, so each adds to the ink of the wider ones.
BANDS = (("low_95", "high_95", 0.18), ("low_80", "high_80", 0.2), ("low_50", "high_50", 0.26))
HEADROOM = 1.12
MOST_PAST = 7  # sprint ends, so that what is to come has room
LABEL_GAP = 34  # pixels between the labels of two dates, at least
PLOT_WIDTH = 430  # pixels of the drawn area on a usual page, for placing labels


def release_chart(forecast: ReleaseForecast) -> Chart:
    """Scope and done points at past sprint ends, and the likely range of the coming ones."""
    past = _past(forecast)
    figure = {
        "data": [*_bands(past, forecast.fan), _scope(forecast, past), _middle(past, forecast.fan), _done(past)],
        "layout": charts.layout(
            xaxis={"type": "date", "tickformat": "%-d %b", "nticks": 7},
            yaxis={"range": [0, _top(forecast)]},
            margin={"t": 26, "r": 16},
            shapes=[*_lines(forecast)],
            annotations=[*_labels(forecast)],
        ),
    }
    return Chart("release", "Burn-up of the release", _sentence(forecast), figure, COLUMNS, _rows(forecast))


def _past(forecast: ReleaseForecast) -> list[Burn]:
    """Up to where the fan begins; without a fan, up to today."""
    begins_earlier = bool(forecast.fan and forecast.since)
    past = forecast.history[:-1] if begins_earlier else forecast.history
    return [*past[-MOST_PAST:]]


def _done(past: Sequence[Burn]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Done",
        "x": [burn.day.isoformat() for burn in past],
        "y": [round(burn.done, 2) for burn in past],
        "line": {"color": charts.COMPLETED, "width": 2.5},
        "marker": {"color": charts.COMPLETED, "size": [0] * (len(past) - 1) + [9]},
        "hovertemplate": "Done %{y:~g}<extra></extra>",
    }


def _scope(forecast: ReleaseForecast, past: Sequence[Burn]) -> dict[str, Any]:
    points = [(burn.day, burn.scope) for burn in past] + [(step.day, step.scope) for step in forecast.fan]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Scope",
        "x": [day.isoformat() for day, _ in points],
        "y": [round(scope, 2) for _, scope in points],
        "line": {"color": charts.SCOPE, "width": 2},
        "hovertemplate": "Scope %{y:~g}<extra></extra>",
    }


def _bands(past: Sequence[Burn], fan: Sequence[FanStep]) -> list[dict[str, Any]]:
    return [_band(past[-1], fan, *band) for band in BANDS] if fan else []


def _band(start: Burn, fan: Sequence[FanStep], low: str, high: str, opacity: float) -> dict[str, Any]:
    days = [start.day.isoformat(), *(step.day.isoformat() for step in fan)]
    above = [start.done, *(round(getattr(step, high), 2) for step in fan)]
    below = [start.done, *(round(getattr(step, low), 2) for step in fan)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*days, *days[::-1]],
        "y": [*above, *below[::-1]],
        "fill": "toself",
        "fillcolor": charts.COMPLETED,
        "opacity": opacity,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _middle(past: Sequence[Burn], fan: Sequence[FanStep]) -> dict[str, Any]:
    start = past[-1:] if fan else []
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Half of all futures",
        "x": [burn.day.isoformat() for burn in start] + [step.day.isoformat() for step in fan],
        "y": [burn.done for burn in start] + [round(step.middle, 2) for step in fan],
        "customdata": [["", ""] for _ in start] + [[in_words(step.low_80), in_words(step.high_80)] for step in fan],
        "line": {"color": charts.COMPLETED, "width": 1.5, "dash": "4px,3px"},
        "hovertemplate": "Half reach %{y:.0f}, eight in ten are between %{customdata[0]} and %{customdata[1]}"
        "<extra></extra>",
    }


def _marked(forecast: ReleaseForecast) -> list[tuple[Any, str, bool]]:
    """Days with a line of their own: today's or the sprint's start, the quoted dates and the target."""
    marked: dict[Any, tuple[str, bool]] = {}
    for quote in forecast.dates:
        if quote.reached is not None:
            _, was_likely = marked.get(quote.reached.day, ("", False))
            marked[quote.reached.day] = (percent(quote.reached.chance), was_likely or quote.probability == LIKELY)
    target = forecast.target
    if target is not None and forecast.by_target is not None and target <= forecast.fan[-1].day:
        marked.setdefault(target, (percent(forecast.by_target), False))
    return [(day, text, is_likely) for day, (text, is_likely) in sorted(marked.items())]


def _lines(forecast: ReleaseForecast) -> list[dict[str, Any]]:
    return [
        {
            "type": "line", "x0": day.isoformat(), "x1": day.isoformat(), "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": charts.COMPLETED if is_likely else charts.CONTEXT, "width": 1.5 if is_likely else 1}
            | ({} if is_likely else {"dash": "2px,3px"}),
        }
        for day, _, is_likely in _marked(forecast)
    ]  # fmt: skip


def _labels(forecast: ReleaseForecast) -> list[dict[str, Any]]:
    """Percentages above their lines, moved apart where the days lie close together."""
    marked = _marked(forecast)
    if not marked:
        return []
    first, last = _past(forecast)[0].day, forecast.fan[-1].day
    at = [(day - first).days / max(1, (last - first).days) * PLOT_WIDTH for day, *_ in marked]
    return [
        {
            "x": day.isoformat(), "y": 1, "yref": "paper", "yanchor": "bottom", "xshift": place - x, "text": text,
            "showarrow": False,
            "font": {"color": charts.COMPLETED if is_likely else charts.INK_2, "weight": 600 if is_likely else 400},
        }
        for (day, text, is_likely), x, place in zip(marked, at, charts.apart(at, LABEL_GAP), strict=True)
    ]  # fmt: skip


def _top(forecast: ReleaseForecast) -> float:
    scopes = [burn.scope for burn in forecast.history] + [step.scope for step in forecast.fan]
    return HEADROOM * max([*scopes, 1])


def _sentence(forecast: ReleaseForecast) -> str:
    said = f"{in_words(forecast.done)} of {in_words(forecast.scope)} points are done. {forecast.sentence}"
    if not forecast.fan:
        return said
    last = forecast.fan[-1]
    until = day_text(last.day, forecast.made_on)
    return (
        f"{said} By {until}, eight futures in ten have {in_words(last.low_80)} to {in_words(last.high_80)} points done."
    )


def _rows(forecast: ReleaseForecast) -> list[tuple[Any, ...]]:
    """Past sprint ends without chances, coming ones without facts."""
    chances = {chance.day: round(chance.chance, 4) for chance in forecast.chances}
    blank = ("",) * 8
    rows: list[tuple[Any, ...]] = [
        (burn.sprint or "", burn.day.isoformat(), round(burn.scope, 2), round(burn.done, 2), *blank)
        for burn in forecast.history
    ]
    for step in forecast.fan:
        reach = (step.low_95, step.low_80, step.low_50, step.middle, step.high_50, step.high_80, step.high_95)
        rows.append(
            (
                step.sprint, step.day.isoformat(), round(step.scope, 2), "", *(round(points, 2) for points in reach),
                chances.get(step.day, ""),
            )
        )  # fmt: skip
    return rows
