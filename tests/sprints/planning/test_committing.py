"""Committing: what it means is said first, it happens once, and gaps stop it with their names (SPR-3)."""

import re

import pytest

from sprints.models import Commitment, Sprint
from sprints.planning.services import commit_sprint
from stories.models import GateOverride
from teams.rules import TeamRole
from tests.factories import NOW, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.sprints.browse import HTMX, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def master(team):
    return Visitor(team, make_member(team, TeamRole.SCRUM_MASTER, name="Maren Holt"))


def test_the_question_names_stories_points_people_and_dates(team, master):
    make_sprint(team, stories=[make_story(team, "Alarms", points=5), make_story(team, "Strips", points=3)], goal="See")
    asked = master.read("commit", number=1)
    for words in ("2 stories, 8 points", "Alarms", "Strips", "20 days of 2 people", "Mon 2 to Fri 13 November"):
        assert words in asked
    assert not Commitment.objects.exists()


def test_confirming_commits_and_leads_to_the_board(team, master):
    make_sprint(team, stories=[make_story(team)])
    answer = master.post("commit", number=1, follow=True)
    assert answer.redirect_chain == [(master.address("board"), 302)]
    assert "Committed to Sprint 1 with 1 story." in answer.content.decode()
    assert Commitment.objects.get().committed_by == master.user


def test_htmx_is_led_to_the_board_too(team, master):
    make_sprint(team, stories=[make_story(team)])
    assert master.post("commit", number=1, headers=HTMX)["HX-Redirect"] == master.address("board")


@pytest.mark.parametrize(("headers", "status"), [(None, 409), (HTMX, 422)], ids=["plain", "htmx"])
def test_whoever_presses_second_reads_who_was_first(team, master, headers, status):
    sprint = make_sprint(team, stories=[make_story(team)])
    commit_sprint(sprint=sprint, actor=owner_of(team), now=NOW)
    answer = master.post("commit", number=1, headers=headers)
    said = answer.content.decode()
    assert answer.status_code == status
    assert re.search(r"Olga Owner</b> committed to Sprint 1 already, on Mon 2 November at 09:00", said)
    assert master.address("board") in said
    assert Commitment.objects.count() == 1


def test_gaps_are_listed_story_by_story_with_links(team, master):
    raw = make_story(team, "Half an idea", ready=False, points=None)
    make_sprint(team, stories=[raw, make_story(team)])
    answer = master.post("commit", number=1)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "One story is not Ready" in said
    assert f"/stories/{raw.key}/" in said
    assert "It is not estimated." in said
    assert "override_reason" not in said
    assert not Commitment.objects.exists()


def test_an_owner_may_commit_anyway_with_a_reason_that_is_kept(team):
    owner, raw = Visitor(team, owner_of(team)), make_story(team, ready=False)
    make_sprint(team, stories=[raw])
    empty = owner.post("commit", {"override": "1", "override_reason": " "}, number=1)
    assert empty.status_code == 400
    assert "An override needs a reason." in empty.content.decode()
    owner.post("commit", {"override": "1", "override_reason": "A hospital waits"}, number=1)
    assert Commitment.objects.exists()
    assert GateOverride.objects.get(story=raw).reason == "A hospital waits"


def test_a_scrum_master_may_not_override(team, master):
    make_sprint(team, stories=[make_story(team, ready=False)])
    assert master.post("commit", {"override": "1", "override_reason": "I say so"}, number=1).status_code == 403
    assert not Commitment.objects.exists()


def test_an_empty_plan_is_not_committed(team, master):
    make_sprint(team)
    answer = master.post("commit", number=1)
    assert answer.status_code == 400
    assert "The plan is empty." in answer.content.decode()


def test_a_running_sprint_is_closed_first(team, master):
    make_running_sprint(team)
    make_sprint(team, stories=[make_story(team)])
    answer = master.post("commit", number=2)
    assert answer.status_code == 409
    assert master.address("close", number=1) in answer.content.decode()
    assert Sprint.objects.get(number=2).state == "planned"
