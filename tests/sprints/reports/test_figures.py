"""Burndown, burn-up and flow: valid Plotly, staircases of the ledger, an even pace over working days."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from core.charts import in_theme
from sprints.reports.figures import FIGURES, charts_of
from sprints.reports.queries import report_of
from sprints.reports.rules import even_pace, fingerprint, statuses_of
from sprints.rules import working_dates
from sprints.scope.services import add_to_sprint
from stories.workflow.services import edit_status
from tests.factories import NOW, finish, make_running_sprint, make_story, make_team, owner_of, status

HOUR = timedelta(hours=1)
MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4]


@pytest.fixture
def report(db):
    team = make_team(time_zone="Europe/Berlin")
    done, other = make_story(team, points=5), make_story(team, points=3)
    sprint = make_running_sprint(team, stories=[done, other])
    late = make_story(team, points=2)
    add_to_sprint(sprint=sprint, story=late, actor=owner_of(team), now=NOW + HOUR, reason="Asked for")
    finish(done, now=NOW + 2 * HOUR)
    return report_of(sprint, NOW + 5 * HOUR)


@pytest.mark.parametrize("key", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_valid_plotly_in_both_themes(report, key, theme):
    Figure(in_theme(FIGURES[key](report).figure, theme))


@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_says_in_a_sentence_what_it_shows(report, key):
    chart = FIGURES[key](report)
    assert chart.key == key
    assert chart.label.startswith(f"{chart.name.removesuffix(' chart')} of Sprint 1")
    assert len(chart.rows) == len(report.moments)


def trace(chart, name):
    return next(one for one in chart.figure["data"] if one.get("name") == name)


def test_the_burndown_is_a_staircase_in_the_zone_of_the_commitment(report):
    line = trace(FIGURES["burndown"](report), "Left")
    assert line["line"]["shape"] == "hv"
    assert [*zip(line["x"], line["y"], strict=True)] == [
        ("2026-11-02 10:00:00", 8),
        ("2026-11-02 11:00:00", 10),
        ("2026-11-02 12:00:00", 5),
        ("2026-11-02 15:00:00", 5),
    ]


def test_the_burn_up_draws_scope_and_done_and_names_each_step(report):
    chart = FIGURES["burn-up"](report)
    assert trace(chart, "Scope")["y"] == [8, 10, 10, 10]
    assert trace(chart, "Done")["y"] == [0, 0, 5, 5]
    assert "+2" in [note["text"] for note in chart.figure["layout"]["annotations"]]


def test_the_flow_stacks_every_story_with_done_at_the_bottom(report):
    chart = FIGURES["flow"](report)
    assert [one["name"] for one in chart.figure["data"]] == ["Done", "To do"]
    assert [sum(column) for column in zip(*(one["y"] for one in chart.figure["data"]), strict=True)] == [2, 3, 3, 3]


def test_a_column_named_like_markup_stays_text(report):
    team = report.sprint.team
    edit_status(status=status(team, "doing"), name="<a href='//x'>%{y}", actor=owner_of(team), now=NOW)
    report.events.append(report.events[-1].__class__("moved", NOW, 1, status="<a>%{y}", category="doing"))
    bands = FIGURES["flow"](report).figure["data"]
    assert {one["hovertemplate"] for one in bands} == {"%{fullData.name} %{y}<extra></extra>"}
    assert "&lt;a&gt;%{y}" in [one["name"] for one in bands]


def test_an_imported_sprint_has_no_charts(report):
    report.sprint.is_imported = True
    assert charts_of(report) == []


def test_the_even_pace_falls_on_working_days_only():
    start = datetime(2026, 11, 5, 12)
    line = even_pace(Decimal(30), start, working_dates(date(2026, 11, 2), date(2026, 11, 9), MONDAY_TO_FRIDAY))
    left = dict(line)
    assert left[start] == 30
    assert left[datetime(2026, 11, 6)] == 24  # half a day of two and a half
    assert left[datetime(2026, 11, 7)] == left[datetime(2026, 11, 9)] == 12
    assert line[-1] == (datetime(2026, 11, 10), 0)


@given(
    points=st.decimals(0, 500, places=1),
    first=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    length=st.integers(1, 40),
    hour=st.integers(0, 23),
    days=st.sets(st.integers(0, 6), min_size=1),
)
def test_the_even_pace_never_rises_and_ends_at_nothing(points, first, length, hour, days):
    last = first + timedelta(length - 1)
    line = even_pace(points, datetime.combine(first, time(hour)), working_dates(first, last, days))
    left = [value for _, value in line]
    assert left == sorted(left, reverse=True)
    assert [at for at, _ in line] == sorted(at for at, _ in line)
    assert bool(line) == bool(working_dates(first, last, days))
    if line:
        assert (left[0], left[-1]) == (points, 0)


def test_a_sprint_that_started_after_its_end_has_no_pace():
    late = datetime(2026, 12, 1)
    assert even_pace(Decimal(8), late, working_dates(date(2026, 11, 2), date(2026, 11, 13), MONDAY_TO_FRIDAY)) == []


def test_statuses_keep_their_first_category_finished_ones_first(report):
    assert statuses_of(report.events) == {"Done": "done", "To do": "todo"}


def test_a_fingerprint_changes_with_anything_in_it():
    rows = [("CT-1", "Alarms", Decimal(5)), ("CT-2", "Strips", None)]
    assert fingerprint(rows) == fingerprint(list(rows))
    assert (
        len({fingerprint(rows), fingerprint(rows[::-1]), fingerprint([("CT-1", "Alarms", Decimal(8)), rows[1]])}) == 3
    )


def test_clocks_that_change_do_not_bend_the_line(db):
    team = make_team(time_zone="Europe/Berlin")
    before = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    sprint = make_running_sprint(team, start=date(2026, 10, 24), days=5, now=before)
    report = report_of(sprint, before + 6 * HOUR)
    assert report.zone == zoneinfo.ZoneInfo("Europe/Berlin")
    assert trace(FIGURES["burndown"](report), "Left")["x"] == ["2026-10-25 00:30:00", "2026-10-25 05:30:00"]
