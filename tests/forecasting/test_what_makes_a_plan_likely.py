"""The commitment check: reasons by cause, each with its story or person."""

from datetime import date

import pytest

from forecasting.plan.check import check_of
from forecasting.plan.reasons import Absent, Cause, Change, Chosen, Situation, reasons_of
from sprints.closing.services import close_sprint
from sprints.planning.services import set_capacity
from stories.links.services import link_stories
from stories.models import Epic
from stories.story.services import edit_story
from tests.factories import (
    NOW,
    finish,
    make_member,
    make_running_sprint,
    make_sprint,
    make_story,
    make_team,
    owner_of,
)


def causes(situation):
    return [reason.cause for reason in reasons_of(situation)]


def test_a_plan_without_anything_special_has_no_reasons():
    assert reasons_of(Situation(chosen=[Chosen("CT-1", areas=["Alarms"])], percent=100)) == []


def test_reasons_are_told_by_cause_and_stories_in_their_order():
    second = Chosen("CT-2", carried=2, is_unestimated=True, waits_for_another_team=True)
    first = Chosen("CT-1", carried=1, gaps=["The sentence lacks the value.", "No test data"])
    found = reasons_of(Situation(chosen=[first, second], percent=80))
    assert [(reason.cause, reason.story) for reason in found] == [
        (Cause.CARRIED, "CT-1"),
        (Cause.CARRIED, "CT-2"),
        (Cause.NOT_READY, "CT-1"),
        (Cause.UNESTIMATED, "CT-2"),
        (Cause.BLOCKED, "CT-2"),
        (Cause.CAPACITY, ""),
    ]
    assert [reason.text for reason in found[:3]] == [
        "was carried over once already",
        "was carried over twice already",
        "is not Ready: The sentence lacks the value. And 1 more.",
    ]


@pytest.mark.parametrize(("percent", "said"), [(None, False), (100, False), (95, False), (94, True), (0, True)])
def test_less_capacity_than_usual_is_said_from_five_percent_on(percent, said):
    assert (Cause.CAPACITY in causes(Situation(percent=percent, absent=[Absent(7, "Tomasz", "8", "10")]))) == said


@pytest.mark.parametrize(
    ("people", "finished", "said"),
    [({}, 0, False), ({1: "Ada"}, 1, False), ({1: "Ada"}, 2, True), ({1: "Ada", 2: "Leo"}, 9, False)],
)
def test_one_person_knowledge_needs_an_area_with_finished_work_of_one_person_alone(people, finished, said):
    one = Situation([Chosen("CT-1", areas=["Alarms"])], knowledge={"Alarms": people}, finished={"Alarms": finished})
    assert (Cause.ONE_PERSON in causes(one)) == said


def test_who_joined_or_left_is_named():
    found = reasons_of(Situation(changes=[Change(3, "Ada", True, 4), Change(5, "Leo", False, 6)]))
    assert [(one.name, one.text) for one in found] == [("Ada", "joined after Sprint 4"), ("Leo", "left after Sprint 6")]


def test_the_check_of_a_real_plan_names_what_stands_in_the_data(db):
    team = make_team()
    owner, ada = owner_of(team), make_member(team, name="Ada Day")
    epic = Epic.objects.create(team=team, name="Alarms")
    known = [make_story(team, f"Known {number}", points=3, epic=epic, assignees=[ada]) for number in range(2)]
    late = make_story(team, "Late")
    past = make_running_sprint(team, stories=[*known, late])
    for story in known:
        finish(story)
    close_sprint(sprint=past, destinations={late.pk: "backlog"}, actor=owner, now=NOW)
    unsized = make_story(team, "Unsized", points=None, ready=False, criteria=())
    about = make_story(team, "About alarms", epic=epic)
    elsewhere = make_team("Atlas", organisation=team.organisation)
    link_stories(story=late, way="blocked_by", other=make_story(elsewhere, "Certificate"), actor=owner, now=NOW)
    sprint = make_sprint(team, stories=[late, unsized, about], start=date(2026, 11, 16))
    set_capacity(sprint=sprint, user=ada, days_off=8, actor=owner, now=NOW)
    joined = make_member(team, name="New Person")
    found = {(one.cause, one.story or one.name) for one in check_of(sprint).reasons}
    assert {
        (Cause.CARRIED, late.key), (Cause.UNESTIMATED, unsized.key), (Cause.NOT_READY, unsized.key),
        (Cause.BLOCKED, late.key), (Cause.ONE_PERSON, about.key), (Cause.TEAM, joined.name),
    } <= found  # fmt: skip
    assert (Cause.NOT_READY, about.key) not in found
    assert check_of(sprint).outlook.refusal is not None  # fewer than three sprints: unknown
    edit_story(story=known[0], actor=owner, now=NOW, assignees=[ada, joined])
    assert Cause.ONE_PERSON not in {one.cause for one in check_of(sprint).reasons}


def test_a_blocker_that_is_done_is_no_reason(db):
    team = make_team()
    other = make_story(make_team("Atlas", organisation=team.organisation), "Certificate")
    story = make_story(team)
    link_stories(story=story, way="blocked_by", other=other, actor=owner_of(team), now=NOW)
    sprint = make_sprint(team, stories=[story])
    assert Cause.BLOCKED in {one.cause for one in check_of(sprint).reasons}
    finish(other)
    assert Cause.BLOCKED not in {one.cause for one in check_of(sprint).reasons}
