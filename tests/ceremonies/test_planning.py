"""Sprint planning: the meeting round the plan, what the team brings along, and challenges that are kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ceremonies.meeting.walking import go_on
from ceremonies.models import Action, Feedback, Meeting
from ceremonies.planning.phases import GOAL, OPENING
from ceremonies.planning.queries import brought_to, meeting_about
from ceremonies.planning.services import challenge_plan, decide_challenge, open_planning
from ceremonies.review.services.hearing import give_feedback, make_it_a_story
from ceremonies.review.services.opening import open_review
from core.errors import Conflict, Invalid
from sprints.closing.services import close_sprint
from sprints.planning.services import commit_sprint
from sprints.scope.services import add_to_sprint
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of

NOW = timezone.now()


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def plan(team):
    return make_sprint(team, stories=[make_story(team, "Hand over alarms")], goal="One minute")


def act(plan):
    return {"sprint": plan, "actor": owner_of(plan.team), "now": NOW}


def page(plan, name, user=None, **kwargs):
    kwargs = {**plan.team.url_kwargs, "number": plan.number, **kwargs}
    return signed_in(user or owner_of(plan.team)).get(reverse(f"ceremonies:{name}", kwargs=kwargs)).content.decode()


def test_the_meeting_begins_with_what_the_team_brings_along_and_there_is_one_of_a_plan(plan):
    meeting = open_planning(**act(plan))
    assert (meeting.phase, meeting.sprint) == (OPENING, plan)
    assert open_planning(**act(plan)) == meeting
    assert Meeting.objects.count() == 1


def test_the_bar_follows_the_steps_for_everybody_and_only_who_runs_it_can_go_on(plan):
    meeting = open_planning(**act(plan))
    go_on(meeting=meeting, seen=OPENING, actor=None, now=NOW)
    go_on(meeting=meeting, seen=OPENING, actor=None, now=NOW)
    assert "Next: capacity" in page(plan, "plan_room")
    looking_on = page(plan, "plan_room", make_member(plan.team))
    assert "Next:" not in looking_on
    assert "What will be true at the end" in looking_on
    meeting.refresh_from_db()
    assert meeting.phase == GOAL


def test_members_meet_on_the_page_of_the_plan(plan):
    meeting = open_planning(**act(plan))
    answer = signed_in(make_member(plan.team)).get(f"/meetings/{meeting.pk}/")
    assert answer.url == reverse("sprints:plan", kwargs={**plan.team.url_kwargs, "number": plan.number})


def test_a_commitment_ends_the_meeting(plan):
    meeting = go_on(meeting=open_planning(**act(plan)), seen=OPENING, actor=None, now=NOW)
    commit_sprint(**act(plan))
    meeting.refresh_from_db()
    assert meeting.is_closed
    assert meeting_about(plan) is None
    with pytest.raises(Conflict):
        open_planning(**act(plan))


def test_open_actions_feedback_stories_and_carried_stories_are_brought_along(team):
    owner = owner_of(team)
    late = make_story(team, "Late")
    past = make_running_sprint(team, stories=[late])
    room = open_review(team=team, sprint=past, actor=owner, now=NOW)
    seat = room.participants.get(user=owner)
    said = give_feedback(meeting=room, author=seat, text="It is small with gloves on", demo_id=None, now=NOW)
    give_feedback(meeting=room, author=seat, text="Thank you", demo_id=None, now=NOW)
    heard = make_it_a_story(meeting=room, feedback_id=said.pk, actor=owner, now=NOW)
    close_sprint(sprint=past, destinations={late.pk: "next"}, actor=owner, now=NOW)
    due = NOW.date() + timedelta(7)
    for title, state in (("Pair on alarms", "open"), ("Shorter standup", "done")):
        Action.objects.create(team=team, title=title, owner=owner, due_on=due, measure="It happened", state=state)
    plan = team.sprints.planned().get()
    brought = brought_to(plan)
    assert [one.title for one in brought.actions] == ["Pair on alarms"]
    assert [one.story for one in brought.feedback] == [heard]
    assert [pick.story for pick in brought.carried] == [late]
    shown = page(plan, "plan_room")
    for words in ("Pair on alarms", heard.key, late.key):
        assert words in shown
    add_to_sprint(sprint=plan, story=heard, actor=owner, now=NOW)
    assert f"in {plan}" in page(plan, "plan_room")
    assert Feedback.objects.count() == 2


def test_a_challenge_keeps_where_the_plan_stood_and_what_the_team_decided(plan):
    doubt = challenge_plan(**act(plan), text=" Nobody knows the  gateway ")
    assert (doubt.text, doubt.points, doubt.chance) == ("Nobody knows the gateway", 3, None)
    member = make_member(plan.team, name="Priya Nair")
    decided = decide_challenge(
        sprint=plan, challenge_id=doubt.pk, decision="kept", answer="Two of us pair on it", actor=member, now=NOW
    )
    assert (decided.decision, decided.decided_by) == ("kept", member)
    with pytest.raises(Conflict):
        decide_challenge(**act(plan), challenge_id=doubt.pk, decision="changed", answer="No")
    shown = page(plan, "plan_check")
    for words in ("Nobody knows the gateway", "Two of us pair on it", "Plan kept", "Unknown"):
        assert words in shown


@pytest.mark.parametrize("text", ["", " \x00 ", "x" * 301])
def test_a_challenge_without_words_or_with_too_many_is_refused_at_its_field(plan, text):
    with pytest.raises(Invalid) as error:
        challenge_plan(**act(plan), text=text)
    assert error.value.field == "text"


@pytest.mark.parametrize(("decision", "answer", "field"), [("kept", "", "answer"), ("maybe", "Well", "decision")])
def test_a_decision_needs_words_and_is_one_of_two(plan, decision, answer, field):
    doubt = challenge_plan(**act(plan), text="Too much")
    with pytest.raises(Invalid) as error:
        decide_challenge(**act(plan), challenge_id=doubt.pk, decision=decision, answer=answer)
    assert error.value.field == field


def test_committing_decides_what_is_still_in_doubt_and_keeps_it(plan):
    doubt = challenge_plan(**act(plan), text="Too much")
    commit_sprint(**act(plan))
    doubt.refresh_from_db()
    assert (doubt.decision, doubt.decided_by) == ("kept", owner_of(plan.team))
    with pytest.raises(Conflict):
        challenge_plan(**act(plan), text="Too late")
