"""What ceremonies take of a sprint, and what they leave for hands-on work (FAC-1)."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from ceremonies.budget.queries import budget_of
from ceremonies.budget.rules import Share, hours, summed
from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import close_meeting, open_meeting, start_meeting, take_seat
from ceremonies.poker.services.hosting import open_until
from ceremonies.poker.services.queueing import open_room_about
from ceremonies.schedule.services import schedule_ceremony
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import NOW, make_member, make_running_sprint, make_story, make_team, owner_of

HOUR = timedelta(hours=1)
minutes = some.floats(0, 10_000)


@given(some.lists(some.tuples(minutes, minutes)))
def test_a_teams_share_lies_between_those_of_its_people(pairs):
    shares = [Share(work + met, met) for work, met in pairs if work + met > 0]
    team = summed(shares)
    if not shares:
        assert team.percent is None
        return
    percents = [share.percent for share in shares]
    assert min(percents) <= team.percent <= max(percents)
    assert 0 <= team.percent <= 100


def test_the_promise_is_kept_up_to_a_fifth_of_the_time():
    assert Share(480, 96).keeps_promise
    assert not Share(480, 97).keeps_promise
    assert Share(0, 0).percent is None


@pytest.mark.parametrize(("spent", "words"), [(45, "45 min"), (60, "1 h"), (100, "1.5 h"), (810, "13.5 h")])
def test_hours_are_said_to_the_next_half(spent, words):
    assert hours(spent) == words


@pytest.fixture
def team(db):
    return make_team(time_zone="UTC")


@pytest.fixture
def sprint(team):
    return make_running_sprint(team)


def hold(team, *people, kind=Kind.PLANNING, at=NOW, lasts=HOUR):
    """A meeting of an hour, in which the owner sits from the beginning and `people` from its middle on."""
    meeting = open_meeting(team=team, kind=kind, actor=owner_of(team), now=at)
    start_meeting(meeting=meeting, actor=owner_of(team), now=at)
    for person in people:
        take_seat(meeting=meeting, user=person, is_voter=True, now=at + lasts / 2)
    return close_meeting(meeting=meeting, actor=owner_of(team), now=at + lasts)


def test_who_came_for_half_of_it_has_half_of_it(team, sprint):
    other = make_member(team)
    hold(team, other)
    budget = budget_of(team, sprint, NOW + 2 * HOUR)
    assert {user.name: share.met for user, share in budget.people} == {owner_of(team).name: 60, other.name: 30}
    (line,) = budget.lines
    assert (line.kind, line.held, line.planned, line.actual, line.person_minutes) == ("planning", 1, 60, 60, 120)
    days = 10  # two weeks, from Monday to Friday of the next one
    assert budget.team == Share(2 * days * 480, 90)


def test_what_the_schedule_still_has_counts_for_who_will_be_there(team, sprint):
    schedule = {"team": team, "actor": owner_of(team), "now": NOW, "minutes": 15}
    schedule_ceremony(kind=Kind.STANDUP, rhythm="weekly", weekdays=(0, 1, 2, 3, 4), at=time(9, 15), **schedule)
    budget = budget_of(team, sprint, NOW + 2 * HOUR)
    (line,) = budget.lines
    assert (line.held, line.ahead, line.ahead_minutes) == (0, 9, 135)
    assert budget.team.met == 135
    assert budget_of(team, sprint, NOW + timedelta(days=30)).lines == []


def test_a_meeting_of_before_the_sprint_is_not_of_it(team, sprint):
    hold(team, at=NOW - timedelta(days=3))
    assert budget_of(team, sprint, NOW).lines == []


def test_a_room_that_nobody_closed_is_not_at_work_all_night(team, sprint):
    meeting = open_meeting(team=team, kind=Kind.STANDUP, actor=owner_of(team), now=NOW)
    start_meeting(meeting=meeting, actor=owner_of(team), now=NOW)
    assert budget_of(team, sprint, NOW + 9 * HOUR).team.met == 15


def test_poker_without_a_meeting_takes_nobodys_hour(team, sprint):
    who = {"actor": owner_of(team), "now": NOW}
    meeting = open_room_about(team=team, stories=[make_story(team, points=None)], title="", is_voter=True, **who)
    open_until(meeting=meeting, deadline=NOW + 24 * HOUR, **who)
    assert budget_of(team, sprint, NOW + 9 * HOUR).lines == []


def read(team, user):
    return signed_in(user).get(reverse("ceremonies:meeting_time", kwargs=team.url_kwargs)).content.decode()


def test_single_shares_are_seen_by_their_people_and_whoever_runs_ceremonies(team, sprint):
    other, third = make_member(team, name="Ada Own"), make_member(team, name="Ben Other")
    page = read(team, other)
    assert ">You<" in page
    assert f">{third.get_short_name()}<" not in page
    master = make_member(team, TeamRole.SCRUM_MASTER)
    assert f">{third.get_short_name()}<" in read(team, master)
