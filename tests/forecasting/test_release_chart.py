"""The burn-up of a release against Plotly's own schema, and against what it should show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from plotly.graph_objects import Figure

from core.charts import in_theme
from forecasting.releases.charts import COLUMNS, MOST_PAST, release_chart
from forecasting.releases.rules.burn_up import Boundary, Piece
from forecasting.releases.rules.forecast import Situation, forecast_of
from forecasting.releases.rules.plan import Plan, Stop
from forecasting.releases.rules.words import percent
from forecasting.rules import prior_of

TODAY, NOW = date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)
STOPS = [Stop(10 + n, TODAY + timedelta(11 + 14 * n)) for n in range(60)]
ENDS = tuple(Boundary(n, TODAY - timedelta(14 * (9 - n)), NOW - timedelta(14 * (9 - n))) for n in range(9))


def forecast(*, history=(21, 34, 18, 27, 30, 25), since=None, target=STOPS[3].day, open_points=100.0):
    written = ((NOW - timedelta(300), 20.0),)
    pieces = [Piece(1, "P-1", "Done", True, None, 1, written, NOW - timedelta(30))]
    if open_points:
        pieces.append(Piece(2, "P-2", "Open", True, None, 2, ((NOW - timedelta(300), open_points),), None))
    frame = Plan(history, prior_of([]), STOPS, 0.0, target=target)
    return forecast_of(Situation(1, "2.4", "", 100, NOW, TODAY, tuple(pieces), ENDS, since, frame))


RUNNING = Boundary(10, TODAY - timedelta(3), NOW - timedelta(3))


@pytest.mark.parametrize(
    "said", [forecast(), forecast(since=RUNNING), forecast(target=None), forecast(history=[1]), forecast(open_points=0)]
)
def test_the_figure_is_valid_plotly_in_tokens_and_in_both_themes(said):
    figure = release_chart(said).figure
    for drawn in (figure, in_theme(figure, "light"), in_theme(figure, "dark")):
        Figure(drawn)


def test_the_fan_begins_where_the_done_points_end():
    said = forecast(since=RUNNING)
    *bands, _, middle, done = release_chart(said).figure["data"]
    start = (RUNNING.day.isoformat(), 20.0)
    assert {(band["x"][0], band["y"][0]) for band in [*bands, middle]} == {start} == {(done["x"][-1], done["y"][-1])}
    assert len(bands) == 3
    assert len(done["x"]) <= MOST_PAST


def test_quoted_days_and_the_target_are_marked_with_their_chance():
    said = forecast()
    marked = {note["text"] for note in release_chart(said).figure["layout"]["annotations"]}
    assert marked == {percent(quote.reached.chance) for quote in said.dates} | {percent(said.by_target)}


def test_without_a_forecast_there_are_facts_alone():
    chart = release_chart(forecast(history=[1]))
    assert [trace["name"] for trace in chart.figure["data"] if trace["y"]] == ["Scope", "Done"]
    assert not chart.figure["layout"]["shapes"]


def test_every_plotted_point_is_in_the_rows():
    said = forecast()
    rows = release_chart(said).rows
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [row[1] for row in rows] == [one.day.isoformat() for one in (*said.history, *said.fan)]
    assert rows[-1][7] == round(said.fan[-1].middle, 2)
