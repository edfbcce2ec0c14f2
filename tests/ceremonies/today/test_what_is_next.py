"""The head of Today: which ceremony is next, what is ready for it, and what is missing (FAC-4)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ceremonies.meeting.rules import Kind
from ceremonies.refinement.services import open_refinement
from ceremonies.schedule.rules import Occurrence
from ceremonies.schedule.services import schedule_ceremony
from ceremonies.standup.rules import Words
from ceremonies.standup.services.answers import write_answer
from ceremonies.today.queries import coming_up, next_up
from ceremonies.today.readiness import CHECKS, readiness_of
from ceremonies.today.rules import begins_in_words, then_in_words
from tests.ceremonies.world import signed_in
from tests.factories import NOW, finish, make_running_sprint, make_sprint, make_story, make_team, owner_of

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(0), "09:00, now"),
        (timedelta(minutes=1), "09:01, in 1 minute"),
        (timedelta(minutes=12), "09:12, in 12 minutes"),
        (timedelta(hours=6), "Today 15:00"),
        (timedelta(hours=23), "Tomorrow 08:00"),
        (timedelta(days=4), "Friday 09:00"),
    ],
)
def test_when_it_begins_is_said_as_people_say_it(away, words):
    assert begins_in_words(NINE + away, NINE) == words


def held(at, kind="standup", minutes=15):
    return Occurrence(at, kind, minutes, at.date())


def test_what_comes_after_it_on_the_same_day_is_said_too():
    first, later = held(NINE), held(NINE + timedelta(hours=6), "review")
    assert then_in_words(first, [later], UTC) == "then you are free until 15:00"
    assert then_in_words(first, [held(NINE + timedelta(minutes=15), "poker")], UTC) == "then the next one at 09:15"
    assert then_in_words(first, [held(NINE + timedelta(days=1))], UTC) == "then no other ceremony that day"


@pytest.fixture
def team(db):
    return make_team(time_zone="UTC")


def scheduled(team, kind=Kind.STANDUP):
    schedule = {"team": team, "actor": owner_of(team), "now": NOW, "minutes": 15}
    schedule_ceremony(kind=kind, rhythm="weekly", weekdays=(0, 1, 2, 3, 4), at=time(9, 15), **schedule)
    return next_up(team, coming_up(team, NOW), NOW)


def test_the_next_of_the_schedule_leads_to_its_page_and_says_who_has_written(team):
    make_running_sprint(team)
    written = {"team": team, "user": owner_of(team), "day": NOW.date()}
    write_answer(**written, words=Words("", "Go on", ""), now=NOW)
    head = scheduled(team)
    assert (head.when, head.said) == ("09:15, in 15 minutes", "Standup, then no other ceremony that day.")
    assert head.readiness.ready == ("1 person has written already, so it may end early.",)
    assert head.readiness.missing == ()
    assert head.address == reverse("ceremonies:standup", kwargs=team.url_kwargs)


def test_an_open_room_comes_before_the_schedule_until_nobody_can_mean_it_any_more(team):
    scheduled(team)
    room = open_refinement(team=team, actor=owner_of(team), now=NOW)
    head = next_up(team, coming_up(team, NOW), NOW)
    assert (head.said, head.when) == ("Refinement is about to begin.", "Now · 1 person is in")
    assert head.address == f"/meetings/{room.pk}/"
    tomorrow = NOW + timedelta(days=1)
    assert next_up(team, coming_up(team, tomorrow), tomorrow).said.startswith("Standup")


def test_nothing_open_and_nothing_scheduled_is_nothing(team):
    assert next_up(team, coming_up(team, NOW), NOW) is None


@pytest.mark.parametrize("kind", CHECKS)
def test_a_new_team_hears_something_about_every_kind(team, kind):
    said = readiness_of(kind, team, NOW)
    assert all(words.endswith(".") for words in said.ready + said.missing)


def test_planning_says_what_its_plan_lacks(team):
    make_sprint(team, stories=[make_story(team), make_story(team, points=None)])
    said = readiness_of(Kind.PLANNING, team, NOW)
    assert said.ready == ("2 stories are chosen for Sprint 1.",)
    assert said.missing == ("Sprint 1 has no goal.", "1 chosen story is not Ready.")


def test_the_review_says_what_can_be_shown(team):
    stories = [make_story(team), make_story(team)]
    make_running_sprint(team, stories=stories)
    assert readiness_of(Kind.REVIEW, team, NOW).missing == ("No story is done yet.",)
    finish(stories[0])
    assert readiness_of(Kind.REVIEW, team, NOW).ready == ("1 story is done and can be shown.",)


def test_today_shows_it(team):
    make_running_sprint(team, now=timezone.now())
    open_refinement(team=team, actor=owner_of(team), now=timezone.now())
    page = signed_in(owner_of(team)).get(reverse("scrum:today", kwargs=team.url_kwargs)).content.decode()
    assert "Refinement is about to begin." in page
    assert "Enter the room" in page
