"""Charts on paper: a Plotly figure of ours as strokes and words that say the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import charts
from core.charts import Chart
from forecasting.record.charts import reliability_chart
from forecasting.record.queries import Record
from forecasting.record.rules import Held
from forecasting.report.paper.drawing import drawing_of
from forecasting.rules import next_sprint
from forecasting.velocity.charts import velocity_chart
from forecasting.velocity.rules import FinishedSprint
from tests.forecasting.world import PAST

COMPLETED = [float(done) for _, done in PAST]
SPRINTS = [FinishedSprint(14 + n, planned, 0, 0, 0, 0, done) for n, (planned, done) in enumerate(PAST)]


def chart_of(*traces, **layout):
    return Chart("one", "One", "One line.", {"data": traces, "layout": charts.layout(**layout)})


def line(x, y, **fields):
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, **fields}


def test_bars_stand_at_their_height_with_their_number_in_the_foot():
    drawing = drawing_of(velocity_chart(SPRINTS, next_sprint(COMPLETED), ()))
    bars = [one for one in drawing["strokes"] if one["kind"] == "area" and one["opacity"] == 1]
    heights = [max(y for _, y in bar["points"]) for bar in bars]
    assert [height / heights[0] for height in heights] == pytest.approx([done / COMPLETED[0] for done in COMPLETED])
    assert [word["text"] for word in drawing["words"]][: len(PAST)] == [f"{done:g}" for done in COMPLETED]
    assert [text for _, text in drawing["x"]] == [str(sprint.number) for sprint in SPRINTS]


def test_lines_of_a_forecast_stand_where_their_axis_says():
    coming = next_sprint(COMPLETED)
    drawing = drawing_of(velocity_chart(SPRINTS, coming, ()))
    (zero, _), *_, (top, most) = drawing["y"]
    rules = [one["points"][0][1] for one in drawing["strokes"] if one["kind"] == "line" and len(one["points"]) == 2]
    assert zero == 0
    wanted = [points / float(most) * top for points in (coming.p90, coming.p50, coming.p10)]
    assert rules[-3:] == pytest.approx(wanted)


def test_labels_for_wide_screens_only_are_left_out():
    words = {word["text"] for word in drawing_of(velocity_chart(SPRINTS, next_sprint(COMPLETED), ()))["words"]}
    assert "half of the sprints are above" not in words
    assert any(word.startswith("Middle") for word in words)


def test_every_colour_is_one_that_paper_has():
    for chart in (velocity_chart(SPRINTS, next_sprint(COMPLETED), ()), reliability_chart(record())):
        drawing = drawing_of(chart)
        assert drawing["label"] == chart.label
        for one in (*drawing["strokes"], *drawing["words"]):
            assert one["paint"].startswith("#")
            assert len(one["paint"]) == 7


def record():
    said = next_sprint(COMPLETED)
    return Record([Held(number, said, 30.0, 34.0, 0.4) for number in range(14, 20)], [])


def test_a_gap_cuts_a_line_in_two():
    drawing = drawing_of(chart_of(line([0, 1, 2, 3, 4], [1, 2, None, 2, 1])))
    assert [len(one["points"]) for one in drawing["strokes"]] == [2, 2]


def test_days_are_told_at_the_axis_and_seldom_enough():
    days = [date(2027, 1, 4) + timedelta(7 * n) for n in range(20)]
    axis = {"type": "date"}
    drawing = drawing_of(chart_of(line([day.isoformat() for day in days], [*range(20)]), xaxis=axis))
    assert drawing["x"][0] == (0.0, "4 Jan")
    assert len(drawing["x"]) <= 7


def test_a_chart_of_a_kind_that_paper_does_not_know_is_an_error():
    with pytest.raises(KeyError):
        drawing_of(chart_of(line([0, 1], [0, 1], fill="tonext")))


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=12),
    st.floats(0.5, 1e6),
)
def test_whatever_is_drawn_lies_within_the_axes_and_these_have_few_words(values, top):
    drawing = drawing_of(chart_of(line([*range(len(values))], values), yaxis={"range": [0, max([top, *values])]}))
    assert all(-1e-9 <= y <= 1 + 1e-9 for one in drawing["strokes"] for _, y in one["points"])
    assert 1 <= len(drawing["y"]) <= 8
