"""Live figures, and raw readings found by what they say (TEL-5)."""

import csv
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from telemetry_demo.pace.charts import events_chart
from telemetry_demo.pipeline.services import Pipeline
from telemetry_demo.raw.queries import Wanted, search
from telemetry_demo.sources.base import START, Chunk, Mark
from telemetry_demo.trials.services import claim_trial
from tests.factories import make_team
from tests.telemetry.lines import line, stamp

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])


def take(*lines, part="a"):
    data = b"\n".join(lines)
    Pipeline().take([Chunk(part, data, 1, START, Mark(offset=len(data)))])


@pytest.fixture
def team():
    team = make_team()
    claim_trial(name="T1", team_id=team.pk)
    take(*(line(n, 60 + n, device="D1", patient="P1") for n in range(1, 6)))
    take(*(line(n, 80 + n, device="D2", patient="P2", visit="V2") for n in range(1, 6)), part="b")
    take(line(1, 99, device="D3", patient="P1", trial="T2"), part="c")
    return team


@pytest.fixture
def page(client, team):
    client.force_login(team.memberships.first().user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(name, query=""):
        slugs = {"organisation_slug": team.organisation.slug, "team_slug": team.slug}
        return client.get(reverse(f"telemetry_demo:{name}", kwargs=slugs) + query)

    return get


def tells_of(word, text):
    """As a word: tokens hold any letters."""
    return re.search(rf"\b{word}\b", text) is not None


def values(**wanted):
    return [event.value for event in search(Wanted(**wanted))]


def test_readings_are_found_by_everything_that_they_say(team):
    assert values(trials=["T1"], patient="P1") == [65, 64, 63, 62, 61]
    assert values(patient="P1", trials=["T2"]) == [99]
    assert values(device="D2", low=82, high=84) == [84, 83, 82]
    assert values(visit="V2", signal="heart_rate") == [85, 84, 83, 82, 81]
    assert values(signal="spo2") == values(trials=[]) == []


def test_the_pages_show_the_teams_own_trials_only(page):
    text = page("dashboard").content.decode()
    assert (">P1<" in text, ">P2<" in text, tells_of("T2", text)) == (True, True, False)
    text = page("readings").content.decode()
    assert ("10 readings" in text, tells_of("T2", text)) == (True, False)


def test_the_chart_is_by_the_teams_clock():
    now = datetime(2026, 1, 5, 12, 0, 5, tzinfo=UTC)
    chart = events_chart(["T1"], now, ZoneInfo("Europe/Berlin"))
    assert chart.rows[-1] == ("2026-01-05T12:59:50", 0.0)
    assert len(chart.rows) == 360


def test_readings_are_taken_along_as_csv(page):
    answer = page("readings", f"?patient=P2&last={stamp(3)}&format=csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert rows[0] == ["trial", "patient", "visit", "device", "seq", "ts", "signal", "value"]
    assert rows[1:] == [["T1", "P2", "V2", "D2", str(n), stamp(n), "heart_rate", str(80 + n)] for n in (3, 2, 1)]


@pytest.mark.parametrize("query", ["?low=9&high=1", "?low=nan", "?first=soon", "?first=2026-01-05&last=2026-01-04"])
def test_a_search_that_says_nothing_is_told_at_its_field(page, query):
    answer = page("readings", query)
    assert answer.status_code == 422
    assert b'class="error"' in answer.content


def test_a_team_without_trials_is_told_what_will_be_here(client):
    team = make_team()
    client.force_login(team.memberships.first().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    slugs = {"organisation_slug": team.organisation.slug, "team_slug": team.slug}
    assert b"will be here" in client.get(reverse("telemetry_demo:dashboard", kwargs=slugs)).content
    assert b"No readings yet" in client.get(reverse("telemetry_demo:strip", kwargs=slugs)).content
