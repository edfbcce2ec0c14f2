"""What a share link opens: the team's figures in plain words, live, and nothing else (VEL-5)."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forecasting.rules import next_sprint
from forecasting.velocity.queries import velocity_of
from sprints.closing.services import close_sprint
from teams.limits.rules import SHARE_FILE
from teams.services import diary
from tests.factories import NOW, finish, make_running_sprint, make_story, make_team, owner_of
from tests.forecasting.sharing import make_link, text
from tests.forecasting.world import PAST, make_team_with_past

pytestmark = pytest.mark.django_db

COMPLETED = [completed for _, completed in PAST]


def test_the_sentence_comes_first_and_is_the_forecast(client):
    _, address = make_link(make_team_with_past())
    said, coming = text(client.get(address)), next_sprint(COMPLETED)
    assert f'A usual sprint brings <b class="strong">about {coming.p50:.0f} points</b>.' in said
    assert said.index("A usual sprint") < said.index("figure-velocity")


def test_it_says_how_often_forecasts_came_true_and_what_the_latest_sprint_changed(client):
    _, address = make_link(make_team_with_past())
    said, before = text(client.get(address)), next_sprint(COMPLETED[:-1])
    assert "Can you trust this?" in said
    assert "What we called 85% likely <b" in said
    assert f"Before it we said that a usual sprint brings {before.p50:.0f} points" in said


def test_nobody_is_named_and_nothing_leads_into_the_house(client):
    team = make_team_with_past()
    make_running_sprint(team)
    _, address = make_link(team)
    page = client.get(address).content.decode()
    owner = owner_of(team)
    assert owner.name not in page
    assert owner.email not in page
    assert f"/t/{team.organisation.slug}" not in page
    assert address not in page  # what is cached or printed holds no secret
    assert "csrf" not in page


def test_it_is_live_although_it_is_cached(client):
    team = make_team_with_past(PAST[:5])
    _, address = make_link(team)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == 1  # whether the link is live, and the diary's latest entry
    sprint, owner = make_running_sprint(team, stories=[story := make_story(team, points=8)]), owner_of(team)
    finish(story, now=NOW + timedelta(days=2))
    close_sprint(sprint=sprint, destinations={}, actor=owner, now=NOW + timedelta(days=11))
    assert "8 points were committed and" in text(client.get(address))


def test_too_little_past_is_said_in_words(client):
    _, address = make_link(make_team_with_past(PAST[:2]))
    said = text(client.get(address))
    assert 'it needs <b class="strong">3 finished sprints</b>, and there are 2.' in said
    assert "Sprint 14: 34 committed, 25 completed." in said
    assert "figure-velocity" not in said
    _, empty = make_link(make_team())
    assert "there are 0." in text(client.get(empty))


def test_the_numbers_of_its_chart_come_as_csv(client):
    team = make_team_with_past()
    _, address = make_link(team)
    answer = client.get(f"{address}velocity.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode(), newline="")))
    assert [int(row["Completed"]) for row in rows] == COMPLETED
    assert answer["Content-Disposition"] == f'attachment; filename="velocity-{team.slug}.csv"'
    assert client.get(f"{address}people.csv").status_code == 404


def test_a_link_tells_of_its_own_team_only(client):
    team, other = make_team_with_past(), make_team_with_past([(7, 7)] * 4, name="Atlas")
    _, address = make_link(team)
    assert "Atlas" not in text(client.get(address))
    assert velocity_of(other).latest.completed == 7


def test_the_paper_is_tagged_has_real_text_and_holds_no_secret(client):
    team = make_team_with_past()
    _, address = make_link(team)
    answer = client.get(f"{address}report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="report-{team.slug}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    pdf = answer.content
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid:part" in pdf
    assert b"/ToUnicode" in pdf  # what is selected or read aloud is the text
    assert b"/Alt" in pdf  # of the chart


def test_a_chart_comes_as_a_picture(client):
    team = make_team_with_past()
    _, address = make_link(team)
    answer = client.get(f"{address}velocity.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert client.get(f"{address}people.png").status_code == 404


@pytest.mark.parametrize("name", ['#panic("x") $y$ *z* = \\ @a <b>', "プラットフォーム", "🚀 Rockets", "فريق"])
def test_what_people_type_is_no_markup_on_paper_and_may_be_in_any_script(client, name):
    team = make_team_with_past(name=name)
    _, address = make_link(team)
    assert client.get(f"{address}report.pdf").status_code == 200
    assert client.get(f"{address}velocity.png").status_code == 200


def test_a_file_is_made_once_for_each_state_and_making_many_is_limited(client, monkeypatch):
    made = []
    monkeypatch.setattr("forecasting.report.views.paper_of", lambda link, report: made.append(report) or b"%PDF")
    team = make_team_with_past()
    _, address = make_link(team)
    for _ in range(3):
        assert client.get(f"{address}report.pdf").content == b"%PDF"
    assert len(made) == 1
    codes = []
    for n in range(SHARE_FILE.size + 1):
        diary.record(actor=None, verb=f"changed {n}", subject=team, now=NOW, team=team)
        codes.append(client.get(f"{address}report.pdf").status_code)
    assert codes[:-2] == [200] * (SHARE_FILE.size - 1)
    assert codes[-1] == 429
