"""Forecasts are kept as they were made and held against what came (VEL-6)."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from forecasting.models import KeptForecast
from forecasting.record.queries import record_of
from forecasting.record.rules import Bucket, Held, reliability, replay
from forecasting.record.services import keep_forecast
from forecasting.rules import PROBABILITIES, NextSprint, next_sprint
from forecasting.velocity.rules import FinishedSprint
from sprints.closing.services import Destination, close_sprint
from tests.factories import NOW, finish, make_running_sprint, make_story, make_team, owner_of
from tests.forecasting.world import PAST, make_past, make_team_with_past

DONE = [completed for _, completed in PAST]
TO_TEN = NextSprint(*range(1, 10))


def held(came, said=TO_TEN, number=1):
    return Held(number, said, came, committed=5, chance=0.5)


def test_each_probability_is_counted_by_how_often_it_came_true():
    buckets = reliability([held(0), held(4), held(4.5), held(100)])
    assert [bucket.said for bucket in buckets] == [0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95]
    assert [bucket.came_true for bucket in buckets] == [1, 1, 1, 1, 1, 3, 3, 3, 3]
    assert len(buckets) == len(PROBABILITIES)


def test_what_held_and_what_was_missing():
    assert (held(3).came_true, held(3).short) == (True, 0)
    assert (held(2.5).came_true, held(2.5).short) == (False, 0.5)


def test_few_statements_allow_more_slack():
    assert Bucket(0.85, 10, 8).slack > Bucket(0.85, 200, 170).slack > 0


def test_a_replay_knows_only_what_came_before():
    finished = [FinishedSprint(n, 30, 0, 0, 0, 0, done) for n, done in enumerate(DONE, start=14)]
    asked = []
    found = replay(finished, DONE, lambda history: asked.append(list(history)) or TO_TEN)
    assert asked == [DONE[:end] for end in range(3, len(DONE))]
    assert [(one.number, one.came, one.replayed) for one in found][:1] == [(17, DONE[3], True)]


@pytest.mark.django_db
def test_a_sprint_that_starts_keeps_what_is_said_about_it():
    team = make_team_with_past()
    sprint = make_running_sprint(team, stories=[make_story(team, points=21)])
    kept = KeptForecast.objects.get(sprint=sprint)
    assert kept.quantiles["p50"] == pytest.approx(next_sprint(DONE).p50, abs=1e-3)
    assert (kept.committed, kept.finished_sprints, kept.capacity) == (21, len(PAST), None)
    assert 0.7 < kept.chance < 1
    assert keep_forecast(sprint=sprint, now=NOW + timedelta(days=3)) == kept
    with pytest.raises(TypeError, match="never changes"):
        kept.save()


@pytest.mark.django_db
def test_what_was_said_stays_when_the_past_becomes_longer(client):
    team = make_team_with_past()
    story = make_story(team, points=21)
    sprint = make_running_sprint(team, stories=[story])
    said = KeptForecast.objects.get(sprint=sprint).quantiles
    finish(story, now=NOW + timedelta(days=3))
    close_sprint(sprint=sprint, destinations={}, actor=owner_of(team), now=NOW + timedelta(days=11))
    make_past(team, [(2, 2)] * 4, first=40, weeks_later=60)
    only = record_of(team).kept
    assert [(one.number, one.came, one.said.p15) for one in only] == [(sprint.number, 21, said["p15"])]
    client.force_login(owner_of(team))
    page = client.get(f"/t/{team.organisation.slug}/{team.slug}/velocity/").content.decode()
    assert "1 forecast was kept before its sprint ended" in page


@pytest.mark.django_db
def test_a_team_without_a_past_starts_its_sprint_without_a_forecast():
    sprint = make_running_sprint(make_team())
    assert not KeptForecast.objects.filter(sprint=sprint).exists()


@pytest.mark.django_db
def test_a_running_sprint_is_not_in_the_record_yet():
    team = make_team_with_past()
    make_running_sprint(team)
    assert record_of(team).kept == []


@pytest.mark.django_db
def test_page_csv_and_api_tell_the_same_record(client):
    team = make_team_with_past()
    client.force_login(owner_of(team))
    page = client.get(f"/t/{team.organisation.slug}/{team.slug}/velocity/").content.decode()
    rows = list(
        csv.DictReader(StringIO(client.get(f"/t/{team.organisation.slug}/{team.slug}/forecasts.csv").content.decode()))
    )
    series = client.get(f"/t/{team.organisation.slug}/{team.slug}/reliability.csv").content.decode()
    told = client.get(f"/api/v1/forecast-records/{team.pk}/").json()
    record = record_of(team)
    assert "Can you trust our forecasts?" in page
    assert f"All {len(rows)} forecasts as CSV" in page
    assert [row["85% held"] == "yes" for row in rows] == [one.came_true for one in record.shown]
    assert [one["came"] for one in told["forecasts"]] == DONE[3:]
    assert told["reliability"][6]["said"] == 0.85
    assert [float(row["Share"]) for row in csv.DictReader(StringIO(series))] == [
        pytest.approx(one["share"], abs=1e-4) for one in told["reliability"]
    ]
    assert told["cycle_times"] is None


@pytest.mark.django_db
def test_too_few_sprints_have_no_record(client):
    team = make_team_with_past(PAST[:3])
    client.force_login(owner_of(team))
    assert "Can you trust" not in client.get(f"/t/{team.organisation.slug}/{team.slug}/velocity/").content.decode()


@pytest.mark.django_db
def test_a_carried_story_is_part_of_no_cycle_until_it_is_done(client):
    team = make_team()
    story = make_story(team)
    sprint = make_running_sprint(team, stories=[story])
    places = {story.pk: Destination.BACKLOG}
    close_sprint(sprint=sprint, destinations=places, actor=owner_of(team), now=NOW + timedelta(days=11))
    client.force_login(owner_of(team))
    assert client.get(f"/api/v1/forecast-records/{team.pk}/").json()["cycle_times"] is None
