"""Velocity as people read it: page, series, figure and API from one reading of the ledger."""

import csv
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forecasting.rules import next_sprint, prior_of
from forecasting.velocity.finished import REMEMBERED
from forecasting.velocity.queries import SHOWN, velocity_of
from forecasting.velocity.rules import FinishedSprint
from sprints.closing.services import cancel_sprint, close_sprint
from sprints.planning.services import set_capacity
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.story.services import estimate_story
from tests.factories import NOW, finish, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.forecasting.world import PAST, make_past, make_team_with_past

pytestmark = pytest.mark.django_db

COMPLETED = [completed for _, completed in PAST]


@pytest.fixture
def visit(client):
    def get(team, page="velocity/"):
        client.force_login(owner_of(team))
        return client.get(f"/t/{team.organisation.slug}/{team.slug}/{page}")

    return get


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_sentence_comes_first_and_is_the_forecast(visit):
    said = text(visit(make_team_with_past()))
    coming = next_sprint(COMPLETED)
    assert f"A usual sprint brings <b>about {coming.p50:.0f} points</b>." in said
    assert f"Nine times in ten it brings <b>at least {coming.p10:.0f}</b>." in said
    assert said.index("A usual sprint") < said.index("figure-velocity")


def test_the_page_has_the_sentence_the_table_and_the_series_of_its_chart(visit):
    team = make_team_with_past()
    said = text(visit(team))
    assert 'role="img" aria-label="Velocity of 10 sprints, between 22 and 38 points.' in said
    assert "Show as table" in said
    assert f'href="/t/{team.organisation.slug}/{team.slug}/velocity.csv"' in said
    assert '<tr><th scope="row">All 10</th><td class="number">335</td>' in said


def test_predictability_is_of_what_was_committed(visit):
    said = text(visit(make_team_with_past()))
    assert "<dd>91%</dd>" in said
    assert "304 of 335 points" in said
    assert "40 points</a> were not done at the end. 14 of them in" in said


def test_every_sprint_leads_to_its_report(visit):
    team = make_team_with_past(PAST[:3])
    reports = [f"/t/{team.organisation.slug}/{team.slug}/sprints/{number}/report/" for number in (14, 15, 16)]
    said = text(visit(team))
    assert all(f'<a href="{report}">Sprint' in said for report in reports)
    assert visit(team, "velocity.json").json()["data"][0]["meta"]["links"] == reports


def test_no_person_is_named_but_the_one_who_reads(visit):
    team = make_team_with_past()
    reader = owner_of(team)
    page = text(visit(team)).replace(reader.name, "")
    assert reader.email not in page
    assert "per person" in page


@pytest.mark.parametrize("past", [[], PAST[:1], PAST[:2]])
def test_fewer_than_three_sprints_are_refused_in_words(visit, past):
    said = text(visit(make_team_with_past(past)))
    assert f"it needs <b>3 finished sprints</b>, and you have {len(past)}." in said
    assert "figure-velocity" not in said
    assert all(f"Committed {committed}, completed {done}" in said for committed, done in past)


def test_the_running_sprint_that_will_bring_the_forecast_is_named(visit):
    team = make_team_with_past(PAST[:2])
    make_running_sprint(team)
    said = text(visit(team))
    assert "Sprint 16 ends on Friday 13 November; once it is closed the forecast is here by itself." in said


def test_a_running_sprint_is_no_promise_while_more_than_one_is_missing(visit):
    team = make_team_with_past(PAST[:1])
    make_running_sprint(team)
    assert "the forecast is here" not in text(visit(team))


def test_only_those_who_may_import_are_sent_to_the_import(client, visit):
    team = make_team_with_past(PAST[:2])
    client.force_login(make_member(team))
    address = f"/t/{team.organisation.slug}/{team.slug}/velocity/"
    assert "Import past sprints</a>" not in text(client.get(address))
    assert f'href="/t/{team.organisation.slug}/{team.slug}/imports/"' in text(visit(team))


def test_sprints_without_points_are_refused_in_words(visit):
    said = text(visit(make_team_with_past([(20, 0), (18, 0), (5, 0)])))
    assert "<b>no finished sprint</b> has completed points" in said
    assert "<h2" in said


def test_the_series_and_the_figure_answer_even_without_a_sprint(visit):
    team = make_team()
    assert visit(team, "velocity.csv").content.decode().splitlines()[0].startswith('"Sprint","Committed"')
    assert visit(team, "velocity.json").json()["data"][0]["y"] == []


def test_the_series_are_the_rows_of_the_chart(visit):
    answer = visit(make_team_with_past(), "velocity.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode(), newline="")))
    assert answer["Content-Disposition"] == 'attachment; filename="velocity-pulse.csv"'
    assert [(int(row["Committed"]), int(row["Completed"])) for row in rows] == PAST


def test_the_figure_is_the_one_of_the_page(visit):
    team = make_team_with_past()
    bars = visit(team, "velocity.json").json()["data"][0]
    assert bars["y"] == COMPLETED


def test_the_api_tells_the_same(client):
    team = make_team_with_past()
    client.force_login(owner_of(team))
    told = client.get(f"/api/v1/velocity/{team.pk}/").json()
    assert [sprint["completed"] for sprint in told["finished"]] == COMPLETED
    assert told["forecast"]["p50"] == next_sprint(COMPLETED).p50
    assert (told["refusal"], told["coming"], told["left_out"]) == (None, None, [])


def test_the_api_tells_why_there_is_no_forecast(client):
    team = make_team_with_past(PAST[:2])
    client.force_login(owner_of(team))
    told = client.get(f"/api/v1/velocity/{team.pk}/").json()
    assert told["forecast"] is None
    assert (told["refusal"]["have"], told["refusal"]["need"]) == (2, 3)


def test_a_sprint_run_here_is_read_from_its_ledger():
    team = make_team()
    owner = owner_of(team)
    done, left, late, gone = (make_story(team, title=t, points=p) for t, p in zip("abcd", (3, 5, 2, 8), strict=True))
    sprint = make_running_sprint(team, stories=[done, left, gone])
    add_to_sprint(sprint=sprint, story=late, actor=owner, now=NOW + timedelta(days=1), reason="Asked for")
    remove_from_sprint(sprint=sprint, story=gone, actor=owner, now=NOW + timedelta(days=2), reason="Not now")
    estimate_story(story=left, points="8", actor=owner, now=NOW + timedelta(days=3))
    finish(done, now=NOW + timedelta(days=4))
    finish(late, now=NOW + timedelta(days=4))
    close_sprint(sprint=sprint, destinations={left.pk: "backlog"}, actor=owner, now=NOW + timedelta(days=11))
    expected = FinishedSprint(1, committed=16, added=2, removed=8, reestimated=3, carried=8, completed=5)
    assert velocity_of(team).finished == [expected]


def test_planned_running_and_cancelled_sprints_are_not_history():
    team = make_team_with_past(PAST[:3])
    make_running_sprint(team)
    make_sprint(team)
    assert [sprint.number for sprint in velocity_of(team).finished] == [14, 15, 16]


def test_another_team_plays_no_part_but_for_how_much_its_sprints_differ():
    team = make_team_with_past(PAST[:3])
    atlas, borea = (
        make_team(name, owner=owner_of(team), organisation=team.organisation) for name in ("Atlas", "Borea")
    )
    make_past(atlas, [(900, 900)] * 5)
    make_past(borea, [(9, 9), (8, 8)])
    velocity = velocity_of(team)
    assert velocity.past.history == COMPLETED[:3]
    assert velocity.usual == next_sprint(COMPLETED[:3], prior=prior_of([[1.0] * 5]))


def test_a_sprint_of_half_the_length_counts_twice():
    team = make_team()
    make_past(team, [(10, 10)] * 3)
    make_past(team, [(5, 5)], first=20, weeks_later=8, days=6)
    assert velocity_of(team).past.history == [10, 10, 10, 10]


def test_a_cancelled_sprint_is_left_out_with_its_reason(visit):
    team = make_team_with_past()
    running = make_running_sprint(team)
    cancel_sprint(sprint=running, reason="The trial was stopped.", actor=owner_of(team), now=NOW)
    assert [sprint.number for sprint in velocity_of(team).left_out] == [running.number]
    assert "is not counted: it was cancelled. The trial was stopped." in text(visit(team))


def test_the_latest_ten_are_shown_and_two_dozen_remembered():
    velocity = velocity_of(make_team_with_past([(n, n) for n in range(1, 31)]))
    assert [sprint.number for sprint in velocity.shown] == list(range(34, 34 + SHOWN))
    assert len(velocity.finished) == REMEMBERED
    assert velocity.usual == next_sprint([float(n) for n in range(7, 31)])


def test_sprints_count_in_the_order_of_their_dates_however_they_are_numbered():
    team = make_team()
    make_past(team, PAST[2:4], first=1, weeks_later=4)
    make_past(team, PAST[:2], first=14)
    assert [sprint.completed for sprint in velocity_of(team).finished] == COMPLETED[:4]


def run_sprint(team, *, start):
    """A sprint of ten working days with one story of three points, done and closed."""
    now = datetime(start.year, start.month, start.day, 9, tzinfo=UTC)
    story = make_story(team, now=now)
    sprint = make_running_sprint(team, stories=[story], start=start, now=now)
    finish(story, now=now + timedelta(days=5))
    close_sprint(sprint=sprint, destinations={}, actor=owner_of(team), now=now + timedelta(days=11))


def plan_after_three(days_off):
    """A team with three usual sprints, and a fourth one planned with so many days off."""
    team = make_team()
    for place in range(3):
        run_sprint(team, start=date(2026, 9, 7) + timedelta(14 * place))
    owner = owner_of(team)
    set_capacity(sprint=make_sprint(team), user=owner, actor=owner, now=NOW, days_off=days_off)
    return team


def test_a_sprint_planned_at_half_capacity_is_expected_to_bring_half(visit, client):
    team = plan_after_three(days_off=5)
    coming = velocity_of(team).coming
    assert coming.share == 0.5
    assert coming.expected == next_sprint([3.0, 3.0, 3.0], 0.5)
    assert "Sprint 4 has 50% of a usual sprint’s capacity, so expect" in text(visit(team))
    told = client.get(f"/api/v1/velocity/{team.pk}/").json()["coming"]
    assert (told["number"], told["share"], told["expected"]["p50"]) == (4, 0.5, coming.expected.p50)


def test_the_usual_capacity_is_not_worth_a_word(visit):
    team = plan_after_three(days_off=0)
    assert velocity_of(team).coming is None
    assert "usual sprint’s capacity" not in text(visit(team))


def test_capacity_says_nothing_while_that_of_past_sprints_is_unknown():
    team = make_team_with_past()
    make_sprint(team)
    assert velocity_of(team).coming is None


def test_a_closed_ledger_is_folded_once(django_assert_num_queries):
    team = make_team_with_past()
    first = velocity_of(team)
    with django_assert_num_queries(4):  # closed sprints, whether others closed one, cancelled ones, the planned one
        assert velocity_of(team) == first


def test_the_page_costs_as_many_queries_for_three_sprints_as_for_twenty(client, django_assert_num_queries):
    few = make_team_with_past(PAST[:3])
    many = make_team("Many", owner=owner_of(few), organisation=few.organisation)
    make_past(many, PAST * 2)
    client.force_login(owner_of(few))
    for team in (few, many):
        client.get(f"/t/{team.organisation.slug}/{team.slug}/velocity/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/t/{few.organisation.slug}/{few.slug}/velocity/")
    with django_assert_num_queries(len(asked)):
        client.get(f"/t/{many.organisation.slug}/{many.slug}/velocity/")


def test_a_page_with_a_chart_never_loads_plotly_on_the_server():
    seen = "import django; django.setup(); import forecasting.urls, sys; sys.exit('plotly' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", seen], env=environment, check=False).returncode == 0
