"""Impediments: who follows them up, which team has to act, how long they take, and what is told in confidence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid, NotAllowed
from stories.impediments import queries
from stories.impediments.confidences import publish_confidence, put_aside, take_back, tell_in_confidence
from stories.impediments.rules import Period, age, paces
from stories.impediments.services import (
    follow_up_impediment,
    raise_impediment,
    reopen_impediment,
    resolve_impediment,
)
from stories.models import Confidence, Impediment
from teams.models import Activity
from teams.rules import TeamRole
from teams.services.members import remove_member
from teams.services.organisations import create_team
from tests.ceremonies.world import signed_in
from tests.factories import NOW, make_member, make_running_sprint, make_story, make_team, owner_of

SECRET = "I cannot finish a thought before lunch"


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def firmware(team):
    return create_team(organisation=team.organisation, name="Firmware", actor=owner_of(team), now=NOW)


def raised(team, **fields):
    return raise_impediment(team=team, title="No certificate", actor=owner_of(team), now=NOW, **fields)


def follow(impediment, **fields):
    values = {"next_step": "", "owner": None, "other_team": None} | fields
    return follow_up_impediment(impediment=impediment, actor=owner_of(impediment.team), now=NOW, **values)


def page(user, team, tail=""):
    return signed_in(user).get(f"/t/{team.organisation.slug}/{team.slug}/impediments/{tail}").content.decode()


def send(user, team, tail, **data):
    address = f"/t/{team.organisation.slug}/{team.slug}/impediments/{tail}"
    return signed_in(user).post(address, data, headers={"HX-Request": "true"})


# Following up


def test_the_scrum_master_owns_it_until_somebody_else_does(team):
    impediment = raised(team)
    assert impediment.owner == owner_of(team)
    leo = make_member(team, name="Leo")
    assert follow(impediment, owner=leo, next_step="Ask for a date").owner == leo
    assert "Next: Ask for a date" in page(leo, team, "?show=mine")


def test_an_owner_from_elsewhere_and_a_foreign_team_are_refused_at_their_fields(team, firmware):
    stranger, foreign = make_member(firmware, name="Noor"), make_team("Elsewhere")
    for fields, field in (({"owner": stranger}, "owner"), ({"other_team": foreign}, "other_team")):
        with pytest.raises(Invalid) as refusal:
            follow(raised(team), **fields)
        assert refusal.value.field == field
    assert send(owner_of(team), team, "add/", title="x", other_team=foreign.pk).json()["field"] == "other_team"
    assert send(owner_of(team), team, "add/", title="x", story="NOPE-1").json()["field"] == "story"


def test_what_is_solved_says_how_and_comes_back_as_old_as_it_was(team):
    impediment = raised(team, story=make_story(team))
    resolve_impediment(impediment=impediment, actor=owner_of(team), now=NOW, resolution="It came")
    with pytest.raises(Conflict):
        follow(impediment)
    assert "It came" in page(owner_of(team), team, "?show=solved")
    again = reopen_impediment(impediment=impediment, actor=owner_of(team), now=NOW + timedelta(3))
    assert (again.resolved_at, again.resolution, again.opened_at) == (None, "", NOW)
    assert Activity.objects.filter(verb="reopened impediment", subject_type="story").count() == 1


# Another team


def test_both_teams_see_what_one_waits_for_and_only_its_own_changes_it(team, firmware):
    story = make_story(team, "Pair a recorder")
    impediment = raised(team, story=story, other_team=firmware)
    noor = make_member(firmware, TeamRole.SCRUM_MASTER, name="Noor")
    assert "Pulse waits for you" in page(noor, firmware)
    assert story.key not in page(noor, firmware)
    assert "Firmware has to act" in page(owner_of(team), team, "?show=others")
    assert "Noor" in page(owner_of(team), team)
    assert send(noor, firmware, f"{impediment.pk}/solve/").status_code == 404
    api = signed_in(noor)
    assert [one["id"] for one in api.get("/api/v1/impediments/").json()["results"]] == [impediment.pk]
    assert api.get(f"/api/v1/impediments/{impediment.pk}/").status_code == 200
    assert api.post(f"/api/v1/impediments/{impediment.pk}/resolve/", {}, "application/json").status_code == 404
    assert api.patch(f"/api/v1/impediments/{impediment.pk}/", {}, "application/json").status_code == 404


def test_a_team_that_nobody_waits_for_sees_nothing_of_it(team, firmware):
    raised(team)
    assert "No certificate" not in page(make_member(firmware, name="Noor"), firmware)


# How long it takes


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 400), st.integers(0, 23))
def test_an_age_is_told_in_days_and_below_one_in_hours(opened, days, hours):
    try:
        until = opened + timedelta(days=days, hours=hours)
    except OverflowError:
        return
    found = age(opened, until)
    assert (found.days, found.number) == (days, days or hours)


def test_the_days_to_solve_are_the_middle_of_those_solved_in_a_sprint():
    first = Period("1", date(2026, 11, 2), date(2026, 11, 13), False)
    second = Period("2", date(2026, 11, 16), date(2026, 11, 27), True)
    solved = [(date(2026, 11, 2), 1.0), (date(2026, 11, 13), 6.0), (date(2026, 11, 5), 2.0), (date(2026, 11, 14), 9.0)]
    words = [pace.words for pace in paces(solved, [first, second])]
    assert words == ["2 days, 3 solved", "none solved"]


def test_the_page_tells_the_time_to_solve_by_sprint(team):
    make_running_sprint(team)
    for days in (1, 3):
        resolve_impediment(impediment=raised(team), actor=owner_of(team), now=NOW + timedelta(days))
    address = f"/t/{team.organisation.slug}/{team.slug}/impediments/times/"
    assert "2 days, 2 solved" in signed_in(owner_of(team)).get(address).content.decode()


def test_a_solution_after_midnight_counts_for_the_day_of_the_teams_own_clock(team):
    team.time_zone = "Europe/Berlin"
    team.save()
    late = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    resolve_impediment(impediment=raised(team), actor=owner_of(team), now=late)
    assert queries.days_taken(team)[0][0] == date(2026, 11, 16)


# In confidence


@pytest.fixture
def leo(team):
    return make_member(team, name="Leo")


@pytest.fixture
def told(team, leo):
    return tell_in_confidence(team=team, text=SECRET, told_by=leo, is_named=False, now=NOW)


def test_only_the_scrum_master_and_who_told_it_read_it_and_its_teller_stays_unnamed(team, leo, told):
    assert SECRET in page(leo, team)
    shown = page(owner_of(team), team)
    assert SECRET in shown
    assert "Somebody of the team told you" in shown
    for role in (TeamRole.MEMBER, TeamRole.PRODUCT_OWNER, TeamRole.STAKEHOLDER):
        other = make_member(team, role, name=f"A {role}")
        assert "Told in private" not in page(other, team)
        assert signed_in(other).get("/api/v1/impediments/").json()["results"] == []


def test_the_diary_never_learns_of_it(told, team):
    assert not Activity.objects.filter(subject_type="confidence").exists()
    assert not [entry for entry in Activity.objects.all() if SECRET in str(entry.changes) + entry.subject_label]


def test_published_it_is_the_scrum_masters_own_impediment_and_what_was_told_is_erased(team, leo, told):
    published = publish_confidence(confidence=told, title="Too many calls", actor=owner_of(team), now=NOW)
    assert (published.title, published.raised_by) == ("Too many calls", owner_of(team))
    assert SECRET not in str(list(Confidence.objects.values()))
    with pytest.raises(Conflict):
        publish_confidence(confidence=told, title="Too many calls", actor=owner_of(team), now=NOW)
    assert Impediment.objects.count() == 1
    assert SECRET not in page(leo, team)


def test_nobody_else_settles_it_and_no_longer_who_was_scrum_master_once(team, told, leo):
    before = make_member(team, TeamRole.SCRUM_MASTER, name="Maren")
    remove_member(membership=team.memberships.get(user=before), actor=owner_of(team), now=NOW)
    for person in (leo, before, make_member(team, TeamRole.PRODUCT_OWNER, name="Ines")):
        with pytest.raises(NotAllowed):
            put_aside(confidence=told, actor=person, now=NOW)
    with pytest.raises(NotAllowed):
        take_back(confidence=told, actor=owner_of(team))
    put_aside(confidence=told, actor=owner_of(team), now=NOW)
    assert Confidence.objects.get().text == ""


def test_what_is_taken_back_leaves_nothing(told, leo):
    take_back(confidence=told, actor=leo)
    assert not Confidence.objects.exists()


def test_a_team_without_a_scrum_master_says_so_and_too_much_is_not_cut(team, leo):
    with pytest.raises(Invalid):
        tell_in_confidence(team=team, text="x" * 601, told_by=leo, is_named=False, now=NOW)
    team.memberships.filter(user=owner_of(team)).update(roles=["product_owner"])
    answer = send(leo, team, "add/", title=SECRET, private="1")
    assert (answer.status_code, answer.json()["field"]) == (409, "title")
    assert not Confidence.objects.exists()
