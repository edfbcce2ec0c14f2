"""Releases: scope, forecast, decisions, and what the database keeps for good."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.errors import Conflict, Invalid
from forecasting.models import KeptForecast, SeenForecast, Stakeholder, Verdict
from forecasting.releases.choices import Choice
from forecasting.releases.decisions.services import ask_decision, close_decision, decide
from forecasting.releases.queries import forecast_key, release_forecast, releases_of, stories_of
from forecasting.releases.rules.forecast import Lack
from forecasting.releases.services import archive_release, create_release, edit_release, restore_release
from sprints.ledger.triggers import MESSAGE
from stories.story.services import estimate_story
from teams.models import Activity, Notification
from tests.factories import NOW, finish, make_member, make_running_sprint, make_story, make_team, owner_of
from tests.forecasting.world import make_team_with_past

pytestmark = pytest.mark.django_db
TARGET = date(2027, 1, 20)


def make_release(team, **fields):
    return create_release(team=team, **{"name": "2.4", "actor": owner_of(team), "now": NOW, **fields})


@pytest.fixture
def team():
    return make_team_with_past()


@pytest.fixture
def release(team):
    """Some 30 points a sprint, and 100 to go."""
    epic = team.epics.create(name="Night")
    stories = [make_story(team, f"Part {n}", points=20, ready=False, epic=epic) for n in range(5)]
    made = make_release(team, epics=[epic], target_date=TARGET)
    made.parts = stories
    return made


def test_the_scope_is_epics_labels_and_stories_without_those_left_out(team):
    epic, label = team.epics.create(name="Night"), team.labels.create(name="gateway")
    of_epic, left_out = (make_story(team, name, ready=False, epic=epic) for name in ("One", "Two"))
    labelled, both = (make_story(team, name, ready=False, labels=[label]) for name in ("Three", "Four"))
    make_story(team, "Elsewhere", ready=False)
    release = make_release(team, epics=[epic], labels=[label], stories=[both], left_out=[left_out])
    assert set(stories_of(release)) == {of_epic, labelled, both}


def test_the_forecast_counts_sprints_in_the_rhythm_of_the_team(release):
    forecast = release_forecast(release, NOW)
    days = [chance.day for chance in forecast.chances]
    assert days[0] == date(2026, 11, 13)
    assert {(later - day).days for day, later in pairwise(days)} == {14}
    assert (forecast.remaining, forecast.left_then, forecast.since) == (100, 100, 0)
    assert forecast.by_target == next(c.chance for c in reversed(forecast.chances) if c.day <= TARGET)


def test_a_running_sprint_is_the_first_that_counts(team, release):
    make_running_sprint(team, stories=[make_story(team, "In it")])
    forecast = release_forecast(release, NOW)
    assert (forecast.since, forecast.chances[0].sprint) == (24, 24)


def test_what_is_done_and_estimated_anew_shows_at_once(team, release):
    before = forecast_key(release, NOW)
    finish(release.parts[0])
    estimate_story(story=release.parts[1], points=30, actor=owner_of(team), now=NOW)
    forecast = release_forecast(release, NOW)
    assert (forecast.done, forecast.remaining) == (20, 90)
    assert forecast_key(release, NOW) != before


def test_half_of_every_sprint_takes_longer(team, release):
    whole = release_forecast(release, NOW).by_target
    release = edit_release(release=release, actor=owner_of(team), now=NOW, pace_percent=50)
    assert release_forecast(release, NOW).by_target < whole


def test_a_young_team_reads_what_is_missing():
    team = make_team()
    release = make_release(team, stories=[make_story(team)])
    missing = release_forecast(release, NOW).missing
    assert (missing.lack, missing.have, missing.need) == (Lack.PAST, 0, 3)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"goal": "x" * 301}, "goal"),
        ({"target_date": date(1900, 1, 1)}, "target_date"),
        ({"pace_percent": 0}, "pace_percent"),
        ({"pace_percent": True}, "pace_percent"),
    ],
)
def test_what_cannot_be_is_named(release, fields, field):
    with pytest.raises(Invalid) as refusal:
        edit_release(release=release, actor=owner_of(release.team), now=NOW, **fields)
    assert refusal.value.field == field


def test_names_are_unique_in_a_team_whatever_their_capitals(team, release):
    with pytest.raises(Invalid, match="already"):
        make_release(team, name="2.4 ")
    make_release(make_team("Atlas"))


def test_epics_of_another_team_stay_out(release):
    foreign = make_team("Atlas").epics.create(name="Night")
    with pytest.raises(Invalid) as refusal:
        edit_release(release=release, actor=owner_of(release.team), now=NOW, epics=[foreign])
    assert refusal.value.field == "epics"


def test_two_who_edit_do_not_undo_one_another(release):
    actor = owner_of(release.team)
    edit_release(release=release, actor=actor, now=NOW, goal="Sleep", seen_version=1)
    with pytest.raises(Conflict):
        edit_release(release=release, actor=actor, now=NOW, goal="Wake", seen_version=1)


def test_an_archived_release_comes_back(release):
    actor = owner_of(release.team)
    archive_release(release=release, actor=actor, now=NOW)
    assert not releases_of(release.team)
    restore_release(release=release, actor=actor, now=NOW)
    assert [*releases_of(release.team)] == [release]
    verbs = Activity.objects.filter(subject_type="release").order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == ["created", "archived", "restored"]


def ask(release, **fields):
    known = {"question": "Ship it?", "actor": owner_of(release.team), "now": NOW}
    return ask_decision(release=release, **{**known, **fields})


def test_a_verdict_is_kept_with_the_forecast_that_was_seen(release):
    decision = ask(release, left_out=release.parts[:2])
    seen = release_forecast(release, NOW)
    person = make_member(release.team, "stakeholder")
    verdict = decide(
        decision=decision, choice="cut_scope", reason="Less is safer", by=person, now=NOW, seen_version=seen.version
    )
    edit_release(release=release, actor=owner_of(release.team), now=NOW, target_date=None)
    kept = Verdict.objects.get(pk=verdict.pk)
    assert (kept.who, kept.choice, kept.reason) == (person, "cut_scope", "Less is safer")
    assert kept.forecast.said["by_target"] == seen.by_target
    assert kept.with_proposal > seen.by_target
    assert decision.proposal == {"left_out": [story.key for story in release.parts[:2]], "points": 40.0}


def test_who_has_seen_another_forecast_looks_again_before_deciding(release):
    decision, seen = ask(release), release_forecast(release, NOW)
    finish(release.parts[0])
    with pytest.raises(Conflict, match="changed since"):
        decide(
            decision=decision, choice="go", reason="Yes", by=owner_of(release.team), now=NOW, seen_version=seen.version
        )


def test_two_who_decide_on_the_same_forecast_share_what_is_kept(release):
    decision = ask(release)
    for _ in range(2):
        decide(decision=decision, choice="go", reason="Yes", by=owner_of(release.team), now=NOW)
    assert (SeenForecast.objects.count(), Verdict.objects.count()) == (1, 2)


def test_a_stakeholder_without_an_account_decides_once_the_address_is_confirmed(release):
    decision = ask(release)
    guest = Stakeholder.objects.create(team=release.team, name="Gerda", email="gerda@example.org")
    with pytest.raises(Conflict, match="not confirmed"):
        decide(decision=decision, choice="go", reason="Yes", by=guest, now=NOW)
    guest.confirmed_at = NOW
    assert decide(decision=decision, choice="go", reason="Yes", by=guest, now=NOW).who == str(guest)


def test_closing_applies_what_was_proposed_only_where_asked(release):
    actor, moved = owner_of(release.team), TARGET + timedelta(14)
    close_decision(decision=ask(release, target_date=moved), outcome=Choice.HOLD, actor=actor, now=NOW)
    release.refresh_from_db()
    assert release.target_date == TARGET
    decision = ask(release, target_date=moved, left_out=release.parts[:1])
    close_decision(decision=decision, outcome=Choice.MOVE_DATE, actor=actor, now=NOW, apply=True)
    release.refresh_from_db()
    assert (release.target_date, [*release.left_out.all()]) == (moved, release.parts[:1])
    with pytest.raises(Conflict, match="closed"):
        decide(decision=decision, choice="go", reason="Late", by=actor, now=NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": ""}, "question"),
        ({"options": ["go"]}, "options"),
        ({"options": ["go", "flee"]}, "options"),
        ({"target_date": date(2020, 1, 1)}, "target_date"),
    ],
)
def test_a_question_that_cannot_be_is_named(release, fields, field):
    with pytest.raises(Invalid) as refusal:
        ask(release, **fields)
    assert refusal.value.field == field


def test_what_is_done_or_elsewhere_cannot_be_left_out(team, release):
    finish(release.parts[0])
    for story in (release.parts[0], make_story(team, "Elsewhere", ready=False)):
        with pytest.raises(Invalid) as refusal:
            ask(release, left_out=[story])
        assert refusal.value.field == "left_out"


@pytest.mark.parametrize("model", [Verdict, SeenForecast, KeptForecast])
def test_the_database_refuses_to_change_what_was_said_and_decided(team, release, model):
    decide(decision=ask(release), choice="go", reason="Yes", by=owner_of(team), now=NOW)
    make_running_sprint(team, stories=[make_story(team, "In it")])
    row = model.objects.get()
    field = {Verdict: "reason", SeenForecast: "version", KeptForecast: "committed"}[model]
    for attempt in (lambda: model.objects.update(**{field: 1}), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
            attempt()
    assert model.objects.get() == row


def test_the_page_says_its_sentence_first_and_escapes_what_people_typed(client, release):
    edit_release(release=release, actor=owner_of(release.team), now=NOW, name="<b>2.5</b>")
    client.force_login(owner_of(release.team))
    text = client.get(f"/t/heartworks/pulse/releases/{release.pk}/").content.decode()
    assert "&lt;b&gt;2.5&lt;/b&gt; is <b>" in text
    assert "<b>2.5</b>" not in text


def test_a_what_if_answers_plain_forms_and_fragments_alike(client, release):
    client.force_login(owner_of(release.team))
    address = f"/t/heartworks/pulse/releases/{release.pk}/what-if/"
    query = {"points": "40", "capacity": "90", "target": (timezone.localdate() + timedelta(60)).isoformat()}
    page = client.get(address, query).content.decode()
    part = client.get(address, query, headers={"HX-Request": "true"}).content.decode()
    for text in (page, part):
        assert "With 40 points less and 90% of the capacity" in text
    assert 'type="range"' in page
    assert "<html" not in part


@pytest.mark.parametrize("query", [{"points": "-1"}, {"capacity": "400"}, {"sprint": "99"}, {"without": "7"}])
def test_a_what_if_that_cannot_be_is_named_and_the_rest_answered(client, release, query):
    client.force_login(owner_of(release.team))
    answer = client.get(f"/t/heartworks/pulse/releases/{release.pk}/what-if/", query)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content


def test_every_series_of_the_burn_up_comes_as_csv(client, release):
    client.force_login(owner_of(release.team))
    lines = client.get(f"/t/heartworks/pulse/releases/{release.pk}/series.csv").content.decode().splitlines()
    assert lines[0].startswith('"Sprint","Day","Scope","Done","97.5% reach"')
    assert len(lines) > 5


def test_a_refused_verdict_keeps_what_was_typed(client, release):
    decision, person = ask(release), make_member(release.team, "stakeholder")
    client.force_login(person)
    address = f"/t/heartworks/pulse/releases/{release.pk}/decisions/{decision.pk}/verdict/"
    answer = client.post(address, {"choice": "", "reason": "My long reason"})
    assert answer.status_code == 422
    assert "My long reason" in answer.content.decode()
    assert not Verdict.objects.exists()


def api(client, path, body=None, method="get"):
    options = {"content_type": "application/json"} if body is not None else {}
    return getattr(client, method)(f"/api/v1/{path}", *([body] if body is not None else []), **options)


def test_programs_make_a_release_and_read_the_same_forecast_as_people(client, team):
    client.force_login(owner_of(team))
    stories = [make_story(team, f"Part {n}", points=20, ready=False).pk for n in range(5)]
    body = {"team": team.pk, "name": "3.0", "stories": stories, "target_date": TARGET.isoformat()}
    made = api(client, "releases/", body, "post").json()
    told = api(client, f"releases/{made['id']}/forecast/").json()
    said = release_forecast(releases_of(team).get(), timezone.now())
    assert (told["sentence"], told["by_target"], told["version"]) == (str(said.sentence), said.by_target, said.version)
    assert [quote["probability"] for quote in told["dates"]] == [0.5, 0.85, 0.95]


def test_programs_ask_what_if_and_are_told_which_stories_that_means(client, release):
    client.force_login(owner_of(release.team))
    told = api(client, f"releases/{release.pk}/what-if/?points=45&capacity=120").json()
    assert (len(told["left_out"]), told["points"]) == (2, 40)
    assert told["after"] > told["before"]
    assert api(client, f"releases/{release.pk}/what-if/?capacity=999").status_code == 400


def test_programs_are_told_why_there_is_nothing_to_ask(client):
    team = make_team()
    client.force_login(owner_of(team))
    answer = api(client, f"releases/{make_release(team).pk}/what-if/")
    assert (answer.status_code, "nothing is in this release" in answer.json()["detail"]) == (400, True)


def test_programs_decide_and_read_what_was_seen(client, release):
    decision, person = ask(release), make_member(release.team, "stakeholder")
    client.force_login(person)
    told = api(client, f"decisions/{decision.pk}/decide/", {"choice": "go", "reason": "Yes"}, "post").json()
    (verdict,) = told["verdicts"]
    assert (verdict["choice"], verdict["decided_by"]) == ("go", person.pk)
    assert verdict["forecast"]["name"] == "2.4"


def test_every_wrong_field_of_the_form_is_named_at_once(client, release):
    client.force_login(owner_of(release.team))
    body = {"name": "", "pace_percent": "400", "stories": "XX-9", "target_date": "soon"}
    text = client.post("/t/heartworks/pulse/releases/new/", body).content.decode()
    for words in ("A name is missing", "from 1 to 100", "There is no story XX-9", "That is not a date"):
        assert words in text


def test_a_what_if_becomes_a_proposal(client, release):
    client.force_login(owner_of(release.team))
    text = client.get(f"/t/heartworks/pulse/releases/{release.pk}/decisions/new/", {"points": "20"}).content.decode()
    assert "without “Part 4” (20)?" in text
    assert f'value="{release.parts[4].key}"' in text


def test_who_may_decide_hears_of_the_question_and_who_asked_hears_of_the_verdict(release):
    person = make_member(release.team, "stakeholder")
    make_member(release.team)
    decision = ask(release)
    decide(decision=decision, choice="go", reason="Yes", by=person, now=NOW)
    told = [(one.user, one.title) for one in Notification.objects.filter(key__startswith="decide").order_by("pk")]
    assert told == [(person, "Your decision is asked: Ship it?"), (decision.asked_by, f"{person} decided: Go")]
