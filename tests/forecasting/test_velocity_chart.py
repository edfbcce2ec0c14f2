"""The velocity figure against Plotly's own schema, and against what it should show."""

import csv
from io import StringIO

import pytest
from plotly.graph_objects import Figure

from core.charts import in_theme
from forecasting.rules import NextSprint, next_sprint
from forecasting.velocity.charts import velocity_chart
from forecasting.velocity.rules import FinishedSprint

DONE = [25, 33, 29, 36]
SPRINTS = [FinishedSprint(14 + n, 30, 1, 2, -3, 4, done) for n, done in enumerate(DONE)]
LINKS = [f"/reports/{sprint.number}/" for sprint in SPRINTS]
COMING = next_sprint(DONE)


@pytest.fixture
def chart():
    return velocity_chart(SPRINTS, COMING, LINKS)


def traces(chart):
    return {trace["name"]: trace for trace in chart.figure["data"]}


def labels(chart):
    return [note["text"] for note in chart.figure["layout"]["annotations"]]


@pytest.mark.parametrize("coming", [COMING, None])
@pytest.mark.parametrize("sprints", [SPRINTS, SPRINTS[:1], []])
def test_the_figure_is_valid_plotly_in_tokens_and_in_both_themes(sprints, coming):
    figure = velocity_chart(sprints, coming, LINKS).figure
    for drawn in (figure, in_theme(figure, "light"), in_theme(figure, "dark")):
        Figure(drawn)


def test_bars_are_completed_points_and_lead_to_their_reports(chart):
    bars = traces(chart)["Completed"]
    assert bars["y"] == DONE
    assert bars["text"] == ["25", "33", "29", "36"]
    assert bars["meta"]["links"] == LINKS
    assert chart.figure["layout"]["xaxis"]["ticktext"] == ["14", "15", "16", "17"]


def test_dashed_outlines_stand_as_high_as_the_commitment(chart):
    outline = traces(chart)["Committed"]
    assert outline["line"]["dash"]
    assert outline["y"] == [0, 30, 30, 0, None] * len(SPRINTS)


def test_the_lines_are_quantiles_of_the_next_sprint_and_say_their_probability(chart):
    levels = [shape["y0"] for shape in chart.figure["layout"]["shapes"] if shape["type"] == "line"]
    assert levels == [COMING.p90, COMING.p50, COMING.p10]
    assert labels(chart) == [
        f"Optimistic {COMING.p90:.0f}",
        "one sprint in ten goes beyond",
        f"Middle {COMING.p50:.0f}",
        "half of the sprints are above",
        f"Pessimistic {COMING.p10:.0f}",
        "nine in ten get at least this",
    ]


def test_only_the_pessimistic_and_middle_lines_are_broken(chart):
    strokes = [shape["line"] for shape in chart.figure["layout"]["shapes"] if shape["type"] == "line"]
    assert ["dash" in stroke for stroke in strokes] == [False, True, True]


def test_labels_of_lines_that_lie_close_together_are_moved_apart():
    close = NextSprint(29.6, 29.7, 29.8, 29.9, 30, 30.1, 30.2, 30.3, 30.4)
    notes = velocity_chart(SPRINTS, close, LINKS).figure["layout"]["annotations"]
    shifts = [note["yshift"] for note in notes if "name" not in note]
    assert shifts[0] > 0 > shifts[2]
    assert abs(shifts[1]) < 1


def test_everything_drawn_fits_below_the_end_of_the_axis():
    for sprints in (SPRINTS, [FinishedSprint(1, 300, 0, 0, 0, 0, 2)]):
        top = velocity_chart(sprints, COMING, LINKS).figure["layout"]["yaxis"]["range"][1]
        assert top > max([COMING.p90, *(value for s in sprints for value in (s.committed, s.completed))])


def test_without_a_forecast_there_are_no_lines():
    layout = velocity_chart(SPRINTS, None, LINKS).figure["layout"]
    assert (layout["shapes"], layout["annotations"]) == ([], [])


def test_the_sentence_for_those_who_cannot_see_it_says_range_and_lines(chart):
    assert chart.label == (
        "Velocity of 4 sprints, between 25 and 36 points. Nine sprints in ten reach at least "
        f"{COMING.p10:.0f} points, one in ten goes beyond {COMING.p90:.0f}."
    )
    assert velocity_chart([], None, []).label == "No sprint is finished yet."


def test_the_series_hold_every_bar_and_every_line(chart):
    header, first, *rest = csv.reader(StringIO(chart.csv(), newline=""))
    assert header[:2] == ["Sprint", "Committed"]
    assert first[:7] == ["14", "30", "1", "2", "-3", "4", "25"]
    assert [float(cell) for cell in first[7:]] == pytest.approx([COMING.p90, COMING.p50, COMING.p10], abs=0.005)
    assert [row[6] for row in rest] == ["33", "29", "36"]
