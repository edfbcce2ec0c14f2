"""Closing: every unfinished story goes somewhere on purpose, and a summary comes before the end (SPR-5, SPR-6)."""

import re
from datetime import timedelta

import pytest

from core.errors import Conflict
from sprints.closing.services import Destination, close_sprint, say_goal_met, tick_sprint_item
from sprints.models import Sprint, SprintTick
from sprints.planning.services import commit_sprint
from sprints.rules import SprintState
from stories.models import Story
from stories.rules import Gate
from teams.rules import TeamRole
from tests.factories import NOW, finish, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.sprints.browse import HTMX, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def master(team):
    return Visitor(team, make_member(team, TeamRole.SCRUM_MASTER))


@pytest.fixture
def sprint(team):
    stories = [make_story(team, f"Size {n}", points=n) for n in (5, 3, 8)]
    running = make_running_sprint(team, stories=stories, goal="See every alarm")
    finish(stories[0])
    return running


def choices(sprint, *places, **more):
    open_ones = [item.story_id for item in sprint.items.all() if not item.story.is_done]
    return {f"story_{story}": place for story, place in zip(open_ones, places, strict=True)} | more


def test_nothing_is_chosen_for_the_team(sprint, master):
    page = master.read("close", number=1)
    assert "Size 3" in page
    assert "Size 5" not in page
    assert "checked" not in page.replace("aria-checked", "")
    assert page.count("Sprint 2</span>") == 2


def test_one_press_sends_all_to_one_place(sprint, master):
    page = master.read("close", "?all=next", number=1)
    assert len(re.findall(r'value="next"[^>]*checked', page)) == 2
    assert "checked" not in master.read("close", "?all=elsewhere", number=1).replace("aria-checked", "")


def test_each_missing_choice_is_named_and_the_others_stay(sprint, master):
    first, second = (item.story for item in sprint.items.all() if not item.story.is_done)
    answer = master.post("close", {f"story_{first.pk}": "backlog"}, number=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Choose where {second.key} goes." in page
    assert "Say whether the goal was met." in page
    assert re.search(rf'name="story_{first.pk}" value="backlog"[^>]*checked', page)


def test_the_summary_comes_first_and_changes_nothing(sprint, master):
    sent = choices(sprint, "next", "backlog", goal_met="no")
    page = master.post("close", sent, number=1).content.decode()
    assert "Sprint 1 delivers 5 of 16 committed points, and 2 stories go on." in page
    assert "Goal not met" in page
    assert "Still open in the Definition of Done: The increment is usable" in page
    assert Sprint.objects.get(pk=sprint.pk).state == SprintState.ACTIVE
    again = master.post("close", {**sent, "back": "1"}, number=1).content.decode()
    assert len(re.findall(r"checked", again.replace("aria-checked", ""))) == 3


def test_closing_begins_with_what_the_review_said_of_the_goal(sprint, master):
    said = {"sprint": sprint, "actor": owner_of(sprint.team), "now": NOW}
    say_goal_met(**said, is_met=False)
    assert re.search(r'value="no"[^>]*checked', master.read("close", number=1))
    nowhere = {item.story_id: Destination.BACKLOG for item in sprint.items.all()}
    assert close_sprint(**said, destinations=nowhere).goal_met is False
    assert say_goal_met(**said, is_met=True).goal_met is False


def test_confirming_closes_and_leads_to_the_report(sprint, master):
    sent = choices(sprint, "next", "backlog", goal_met="yes", confirm="1")
    answer = master.post("close", sent, number=1, follow=True)
    assert answer.redirect_chain == [(master.address("report", number=1), 302)]
    assert "Sprint 1 is closed." in answer.content.decode()
    sprint.refresh_from_db()
    assert (sprint.state, sprint.goal_met) == (SprintState.CLOSED, True)
    assert [item.story.title for item in Sprint.objects.get(number=2).items.all()] == ["Size 3"]
    assert Story.objects.in_backlog().get().title == "Size 8"


def test_closing_twice_closes_once(sprint, master):
    sent = choices(sprint, "next", "backlog", goal_met="yes", confirm="1")
    master.post("close", sent, number=1)
    answer = master.post("close", sent, number=1)
    assert answer.status_code == 409
    assert "Sprint 1 is closed already." in answer.content.decode()
    assert Sprint.objects.count() == 2


def test_a_story_that_came_in_meanwhile_is_asked_for(team, sprint, master):
    sent = choices(sprint, "next", "backlog", goal_met="yes", confirm="1")
    story = sprint.items.get(story__title="Size 5").story
    Story.objects.filter(pk=story.pk).update(status=team.statuses.first())
    answer = master.post("close", sent, number=1)
    assert answer.status_code == 422
    assert f"Choose where {story.key} goes." in answer.content.decode()
    assert Sprint.objects.get(pk=sprint.pk).state == SprintState.ACTIVE


def test_a_story_carried_over_twice_is_pointed_out(team, master):
    owner, now = owner_of(team), NOW
    running = make_running_sprint(team)
    story = running.items.get().story
    for turn in range(3):
        page = master.read("close", number=running.number)
        assert ("Carried over twice already" in page) == (turn == 2)
        now += timedelta(days=1)
        close_sprint(sprint=running, destinations={story.pk: Destination.NEXT_SPRINT}, actor=owner, now=now)
        running = team.sprints.planned().get()
        commit_sprint(sprint=running, actor=owner, now=now)


def test_the_sprints_definition_of_done_is_ticked_and_unticked(team, sprint, master):
    line = team.checklist_items.get(gate=Gate.SPRINT)
    row = master.post("tick_sprint_item", {"ticked": "1"}, number=1, item=line.pk, headers=HTMX).content.decode()
    assert "checked" in row
    assert SprintTick.objects.get().ticked_by == master.user
    master.post("tick_sprint_item", {"ticked": "1"}, number=1, item=line.pk)
    assert SprintTick.objects.count() == 1
    master.post("tick_sprint_item", {}, number=1, item=line.pk)
    assert not SprintTick.objects.exists()


def test_other_checklists_and_ended_sprints_are_not_ticked(team, sprint, master):
    ready = team.checklist_items.filter(gate=Gate.READY).first()
    with pytest.raises(Conflict):
        tick_sprint_item(sprint=sprint, item=ready, ticked=True, actor=master.user, now=NOW)
    places = dict.fromkeys(sprint.items.values_list("story_id", flat=True), Destination.BACKLOG)
    close_sprint(sprint=sprint, destinations=places, actor=master.user, now=NOW)
    line = team.checklist_items.get(gate=Gate.SPRINT)
    with pytest.raises(Conflict):
        tick_sprint_item(sprint=sprint, item=line, ticked=True, actor=master.user, now=NOW)


def test_cancelling_needs_a_reason(sprint, master):
    refused = master.post("cancel", {"reason": ""}, number=1)
    assert refused.status_code == 422
    assert "Say what made the goal obsolete." in refused.content.decode()
    said = master.post("cancel", {"reason": "The ward closed"}, number=1, follow=True).content.decode()
    assert "Sprint 1 is cancelled." in said
    report = master.read("report", number=1)
    assert "Cancelled: The ward closed" in report


def test_a_plan_that_was_cancelled_has_a_page_that_says_so(team, master):
    make_sprint(team)
    master.post("cancel", {"reason": "Merged with another"}, number=1)
    assert "cancelled before anybody committed" in master.read("report", number=1)
