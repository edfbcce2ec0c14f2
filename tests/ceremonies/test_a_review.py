"""The review: demo order, verdicts of the product owner, feedback that becomes stories, the recorded increment."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ceremonies.meeting.links import shown_token
from ceremonies.meeting.services import allow_guests, close_meeting, reopen_meeting, take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Demo, Meeting
from ceremonies.review.phases import DEMO, INCREMENT, OPENING
from ceremonies.review.rules import Shown, increment, next_to_show
from ceremonies.review.services.hearing import give_feedback, make_it_a_story
from ceremonies.review.services.judging import accept_story, return_story, take_verdict_back, tick_shown_criterion
from ceremonies.review.services.opening import choose_presenter, move_demo, open_review, show_demo
from ceremonies.review.services.recording import say_goal_met
from core.errors import Conflict, Invalid
from sprints.closing.services import close_sprint
from sprints.ledger.queries import scope_of
from sprints.scope.services import add_to_sprint
from stories.checks.services import add_criterion
from stories.models import Story, StoryLink
from stories.rules import Category
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import finish, make_member, make_running_sprint, make_story, make_team, make_user, owner_of

NOW = timezone.now()
BEGIN = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def sprint(team):
    """Three stories of 3, 5 and 2 points; the first two are done, in the other order."""
    stories = [make_story(team, name, points=size) for name, size in (("Strip", 3), ("Alarm", 5), ("Export", 2))]
    sprint = make_running_sprint(team, stories=stories, goal="An alarm in three seconds")
    finish(stories[1], now=BEGIN)
    finish(stories[0], now=BEGIN + timedelta(hours=1))
    return sprint


@pytest.fixture
def room(team, sprint):
    return open_review(team=team, sprint=sprint, actor=owner_of(team), now=NOW)


@pytest.fixture
def demo_room(room):
    begin(meeting=room, actor=owner_of(room.team), now=NOW)
    return fresh(go_on(meeting=room, seen=OPENING, actor=owner_of(room.team), now=NOW))


def fresh(meeting):
    return Meeting.objects.select_related("team__organisation", "review", "sprint").get(pk=meeting.pk)


def act(meeting):
    return {"meeting": meeting, "actor": owner_of(meeting.team), "now": NOW}


def demo(meeting, title) -> Demo:
    return meeting.review.demos.select_related("story__status").get(title=title)


def seat_of(meeting, name="Wanda"):
    user = make_member(meeting.team, TeamRole.STAKEHOLDER, name=name)
    return take_seat(meeting=meeting, user=user, is_voter=False, now=NOW)


def test_done_stories_are_shown_in_the_order_of_being_done_and_open_ones_are_not(room):
    assert [one.title for one in room.review.demos.all()] == ["Alarm", "Strip"]
    assert room.review.demos.first().points == 5


def test_a_story_that_is_done_after_the_opening_joins_the_order_when_the_room_begins(room):
    finish(room.team.stories.get(title="Export"))
    begin(meeting=room, actor=owner_of(room.team), now=NOW)
    assert [one.title for one in room.review.demos.all()] == ["Alarm", "Strip", "Export"]


def test_a_sprint_that_is_closed_is_reviewed_like_a_running_one(team, sprint):
    unfinished = team.stories.get(title="Export")
    close_sprint(sprint=sprint, destinations={unfinished.pk: "backlog"}, actor=owner_of(team), now=NOW)
    room = open_review(team=team, sprint=sprint, actor=owner_of(team), now=NOW)
    assert [one.title for one in room.review.demos.all()] == ["Alarm", "Strip"]


def test_a_review_needs_a_sprint_of_its_own_team(team):
    for sprint in (None, make_running_sprint(make_team("Other"))):
        with pytest.raises(Conflict):
            open_review(team=team, sprint=sprint, actor=owner_of(team), now=NOW)


def test_the_order_can_be_changed_and_somebody_of_the_team_shows_each(room):
    move_demo(meeting=room, demo_id=demo(room, "Strip").pk, step=-1, now=NOW)
    move_demo(meeting=room, demo_id=demo(room, "Strip").pk, step=-1, now=NOW)
    assert [one.title for one in room.review.demos.all()] == ["Strip", "Alarm"]
    shows = make_member(room.team, name="Priya Nair")
    choose_presenter(meeting=room, demo_id=demo(room, "Strip").pk, person=shows.pk, now=NOW)
    assert demo(room, "Strip").presenter == shows
    with pytest.raises(Invalid) as error:
        choose_presenter(meeting=room, demo_id=demo(room, "Strip").pk, person=make_user().pk, now=NOW)
    assert error.value.field == "presenter"


def test_the_demo_begins_with_the_first_and_two_who_press_next_go_on_by_one(demo_room):
    assert demo(demo_room, "Alarm").is_current
    seen = demo(demo_room, "Alarm").pk
    for _ in range(2):
        show_demo(meeting=demo_room, demo_id=None, seen=seen, now=NOW)
    assert demo(demo_room, "Strip").is_current
    assert demo_room.review.demos.filter(is_current=True).count() == 1


@pytest.mark.parametrize(
    ("verdicts", "current", "expected"),
    [("--", None, 0), ("--", 0, 1), ("a-", 0, 1), ("-a", 1, 0), ("aa", 1, None), ("", None, None), ("---", 1, 2)],
)
def test_next_is_the_next_undecided_story_round_the_order(verdicts, current, expected):
    demos = [Demo(pk=at, verdict=v.strip("-"), is_current=at == current) for at, v in enumerate(verdicts)]
    found = next_to_show(demos)
    assert (found and found.pk) == expected


def test_accepting_keeps_who_and_when_and_open_criteria_ask_for_a_reason(demo_room):
    shown = demo(demo_room, "Alarm")
    criterion = add_criterion(
        story=shown.story, criterion="Read from two metres", actor=owner_of(demo_room.team), now=NOW
    )
    with pytest.raises(Invalid) as error:
        accept_story(**act(demo_room), demo_id=shown.pk, reason=" ")
    assert error.value.field == "reason"
    tick_shown_criterion(**act(demo_room), demo_id=shown.pk, criterion=criterion.pk, met=True)
    accept_story(**act(demo_room), demo_id=shown.pk, reason="")
    shown = demo(demo_room, "Alarm")
    assert (shown.verdict, shown.decided_by, shown.decided_at) == ("accepted", owner_of(demo_room.team), NOW)
    criterion.refresh_from_db()
    assert criterion.met_by == owner_of(demo_room.team)


def test_a_returned_story_is_work_again_its_reason_stands_on_it_and_the_sprint_counts_it_as_open(demo_room):
    before = scope_of(demo_room.sprint).done
    shown = demo(demo_room, "Alarm")
    with pytest.raises(Invalid):
        return_story(**act(demo_room), demo_id=shown.pk, reason="")
    return_story(**act(demo_room), demo_id=shown.pk, reason="Birth dates are in the file name")
    shown = demo(demo_room, "Alarm")
    assert shown.story.status.category == Category.DOING
    assert "Birth dates" in shown.story.comments.get().text
    assert scope_of(demo_room.sprint).done == before - 5


def test_a_returned_story_of_a_closed_sprint_waits_at_the_top_and_the_past_does_not_move(team, sprint):
    unfinished = team.stories.get(title="Export")
    close_sprint(sprint=sprint, destinations={unfinished.pk: "backlog"}, actor=owner_of(team), now=NOW)
    room = open_review(team=team, sprint=sprint, actor=owner_of(team), now=NOW)
    begin(meeting=room, actor=owner_of(team), now=NOW)
    room = fresh(go_on(meeting=room, seen=OPENING, actor=owner_of(team), now=NOW))
    done = scope_of(sprint).done
    return_story(**act(room), demo_id=demo(room, "Alarm").pk, reason="Not what we asked for")
    assert Story.objects.filter(team=team).in_backlog().ordered().first().title == "Alarm"
    assert scope_of(sprint).done == done


def test_what_is_decided_is_decided_once_until_it_is_taken_back(demo_room):
    shown = demo(demo_room, "Alarm")
    accept_story(**act(demo_room), demo_id=shown.pk, reason="")
    for decide in (accept_story, return_story):
        with pytest.raises(Conflict):
            decide(**act(demo_room), demo_id=shown.pk, reason="Again")
    take_verdict_back(**act(demo_room), demo_id=shown.pk)
    return_story(**act(demo_room), demo_id=shown.pk, reason="Too slow")
    take_verdict_back(**act(demo_room), demo_id=shown.pk)
    with pytest.raises(Conflict):
        accept_story(**act(demo_room), demo_id=shown.pk, reason="It is in work, so it cannot be accepted")


def test_nothing_is_decided_before_the_demo_or_after_the_end(room):
    shown = demo(room, "Alarm")
    with pytest.raises(Conflict):
        accept_story(**act(room), demo_id=shown.pk, reason="")
    close_meeting(meeting=room, actor=None, now=NOW)
    with pytest.raises(Conflict):
        accept_story(**act(room), demo_id=shown.pk, reason="")


def test_feedback_becomes_one_backlog_story_linked_to_what_was_shown(demo_room):
    shown = demo(demo_room, "Alarm")
    text = "I want the last similar strip beside it. It saves me a walk."
    said = give_feedback(meeting=demo_room, author=seat_of(demo_room), text=text, demo_id=shown.pk, now=NOW)
    story = make_it_a_story(**act(demo_room), feedback_id=said.pk)
    assert make_it_a_story(**act(demo_room), feedback_id=said.pk) == story
    assert story.title == "I want the last similar strip beside it"
    assert text in story.description
    assert "Wanda" in story.description
    assert story.in_backlog
    assert story.points is None
    link = StoryLink.objects.get()
    assert {link.source, link.target} == {story, shown.story}


@pytest.mark.parametrize("text", ["", "  \x00 ", "x" * 1001])
def test_feedback_that_says_nothing_or_too_much_is_refused_at_its_field(demo_room, text):
    with pytest.raises(Invalid) as error:
        give_feedback(meeting=demo_room, author=seat_of(demo_room), text=text, demo_id=None, now=NOW)
    assert error.value.field == "text"


def test_a_guest_by_the_review_link_gives_feedback_and_decides_nothing(demo_room):
    allow_guests(meeting=demo_room, is_allowed=True, actor=None, now=NOW)
    guest = Client()
    guest.post(f"/join/{shown_token(fresh(demo_room))}/", {"name": "Karin Aas"})
    shown = demo(demo_room, "Alarm")
    room = f"/meetings/{demo_room.pk}/"
    guest.post(f"{room}review/say/", {"text": "With gloves on it is <small>", "demo": shown.pk})
    said = demo_room.review.feedback.get()
    assert (said.author.name, said.demo) == ("Karin Aas", shown)
    page = guest.get(room).content.decode()
    assert "With gloves on it is &lt;small&gt;" in page
    assert guest.post(f"{room}review/{shown.pk}/judge/", {"verdict": "accepted"}).status_code == 403
    assert guest.post(f"{room}review/feedback/{said.pk}/story/").status_code == 403
    assert guest.get(room).status_code == 200


def test_the_increment_is_recorded_when_the_room_closes_and_no_later_change_reaches_it(demo_room):
    accept_story(**act(demo_room), demo_id=demo(demo_room, "Alarm").pk, reason="")
    give_feedback(meeting=demo_room, author=seat_of(demo_room), text="Thank you", demo_id=None, now=NOW)
    go_on(meeting=demo_room, seen=DEMO, actor=None, now=NOW)
    say_goal_met(**act(demo_room), is_met=True)
    go_on(meeting=demo_room, seen=INCREMENT, actor=None, now=NOW)
    kept = fresh(demo_room).review.increment
    assert (kept["goal"], kept["goal_met"]) == ("An alarm in three seconds", True)
    points = {name: Decimal(value) for name, value in kept["points"].items()}
    assert points == {"committed": 10, "added": 0, "removed": 0, "done": 8, "open": 2, "accepted": 5, "returned": 0}
    assert [(one["title"], one["verdict"]) for one in kept["stories"]] == [("Alarm", "accepted"), ("Strip", "")]
    assert (kept["feedback"], kept["became_stories"]) == (1, 0)
    story = make_story(demo_room.team, "Late", points=8)
    add_to_sprint(sprint=demo_room.sprint, story=story, actor=owner_of(demo_room.team), now=NOW, reason="Late")
    assert fresh(demo_room).review.increment == kept
    page = signed_in(owner_of(demo_room.team)).get(f"/meetings/{demo_room.pk}/").content.decode()
    assert "What shipped" in page
    assert "Alarm" in page


def test_a_reopened_review_goes_on_and_records_again(demo_room):
    close_meeting(meeting=demo_room, actor=None, now=NOW)
    reopen_meeting(meeting=demo_room, actor=None, now=NOW)
    accept_story(**act(demo_room), demo_id=demo(demo_room, "Alarm").pk, reason="")
    close_meeting(meeting=demo_room, actor=None, now=NOW + timedelta(minutes=1))
    review = fresh(demo_room).review
    assert review.increment["points"]["accepted"] == "5.00"
    assert review.recorded_at == NOW + timedelta(minutes=1)


def test_every_step_of_the_room_and_its_list_answer_whoever_may_see_the_team(room):
    looks_in = signed_in(make_member(room.team, TeamRole.STAKEHOLDER))
    address = f"/meetings/{room.pk}/"
    assert looks_in.get(address).status_code == 200
    begin(meeting=room, actor=owner_of(room.team), now=NOW)
    for phase in (OPENING, DEMO, INCREMENT):
        assert fresh(room).phase == phase
        page = looks_in.get(address).content.decode()
        assert "An alarm in three seconds" in page
        go_on(meeting=room, seen=phase, actor=None, now=NOW)
    listed = looks_in.get(reverse("ceremonies:review", kwargs=room.team.url_kwargs)).content.decode()
    assert "Review of Sprint 1" in listed


def test_programs_accept_return_and_hear_by_the_same_services(demo_room):
    client = signed_in(owner_of(demo_room.team))
    address = f"/api/v1/reviews/{demo_room.pk}/"

    def send(act, **body):
        return client.post(f"{address}{act}/", json.dumps(body), "application/json")

    alarm, strip = demo(demo_room, "Alarm"), demo(demo_room, "Strip")
    assert send("accept", demo=alarm.pk).json()["demos"][0]["verdict"] == "accepted"
    assert send("return", demo=strip.pk).json()["errors"][0]["field"] == "reason"
    assert send("return", demo=strip.pk, reason="Too slow").json()["demos"][1]["verdict"] == "returned"
    said = send("feedback", text="More of it", demo=alarm.pk).json()["feedback"][0]
    assert send("make-story", feedback=said["id"]).json()["feedback"][0]["story_key"].startswith("PUL")
    assert send("goal", is_met=False).json()["goal_met"] is False


def test_points_in_the_record_are_text_and_none_stays_none():
    one = Shown(None, "CT-1", "Gone", None, "", "")
    kept = increment(goal="", goal_met=None, numbers=None, shown=[one], feedback=0, became=0)
    assert json.loads(json.dumps(kept)) == kept
    assert kept["stories"][0]["points"] is None
