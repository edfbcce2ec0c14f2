"""The chart theme: tokens become colours, series become safe CSV, labels keep apart."""

import csv
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from core import charts
from core.charts import Chart, apart, in_theme, layout


def chart(rows):
    return Chart("one", "A chart", "It shows one line.", {"data": []}, ("Name", "Points"), rows)


def cells(text):
    return list(csv.reader(StringIO(text, newline="")))


def test_the_common_layout_is_valid_plotly_with_tokens_and_in_both_themes():
    for figure_layout in (layout(), in_theme(layout(), "light"), in_theme(layout(), "dark")):
        Figure({"data": [], "layout": figure_layout})


def test_a_change_is_merged_into_the_part_that_it_names():
    changed = layout(yaxis={"range": [0, 9]}, shapes=[{"type": "line"}])
    assert changed["yaxis"] == {**charts.Y_AXIS, "range": [0, 9]}
    assert changed["xaxis"] == charts.X_AXIS
    assert changed["shapes"] == [{"type": "line"}]
    assert "range" not in charts.Y_AXIS


def test_both_themes_name_the_same_tokens_and_the_colours_of_the_design():
    assert charts.THEMES["light"].keys() == charts.THEMES["dark"].keys()
    assert in_theme([charts.COMPLETED, charts.OPTIMISTIC], "light") == ["#0a6e88", "#3e9e5f"]
    assert in_theme({"line": {"color": charts.PESSIMISTIC, "width": 2}}, "dark") == {
        "line": {"color": "#e36045", "width": 2}
    }


def test_a_token_that_no_theme_names_is_an_error():
    with pytest.raises(KeyError):
        in_theme("var(--nobody)", "light")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(text):
    assert cells(chart([(text, 1)]).csv())[1][0] == f"'{text}"


def test_numbers_stay_numbers_and_whole_ones_look_whole():
    assert chart([("a", -3), ("b", 4.0), ("c", 0.5)]).csv() == '"Name","Points"\r\n"a",-3\r\n"b",4\r\n"c",0.5\r\n'


def test_quotes_commas_and_lines_survive():
    assert cells(chart([('Say "hi",\nthen go', 1)]).csv())[1] == ['Say "hi",\nthen go', "1"]


def test_labels_that_have_room_stay_where_they_are():
    assert apart([10, 50, 90], 17) == [10, 50, 90]


def test_labels_that_overlap_spread_around_what_they_label():
    assert apart([50, 54], 17) == pytest.approx([43.5, 60.5])


def test_a_crowd_pushes_its_neighbour_along():
    assert apart([50, 50, 60], 10) == pytest.approx([43.333, 53.333, 63.333], abs=1e-3)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_keep_their_order_and_their_distance(values):
    places = apart(values, 17)
    in_order = [place for _, place in sorted(zip(values, places, strict=True))]
    assert all(b - a >= 17 - 1e-6 for a, b in pairwise(in_order))
    assert sum(places) == pytest.approx(sum(values))
