"""Refinement: the walk from the top of the backlog, what is decided on the way, and poker from here (REF-1 to 3)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.meeting.services import allow_guests, take_guest_seat, take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Meeting, Participant
from ceremonies.poker.queries import queue_of
from ceremonies.refinement.page import content
from ceremonies.refinement.phases import OLD, STORIES
from ceremonies.refinement.queries import enough_for_next, sprint_in_its_middle
from ceremonies.refinement.rules import WALKED, after, enough_in_words, is_due
from ceremonies.refinement.services import look_at, next_story, open_refinement, start_poker
from core.errors import Conflict
from forecasting.rules import next_sprint
from live.people import GUEST_SEATS
from stories.models import Story
from stories.story.services import estimate_story
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of

NOW = timezone.now()
OLD_DAYS = timedelta(days=300)


@pytest.fixture
def team(db):
    return make_team(now=NOW - OLD_DAYS)


@pytest.fixture
def stories(team):
    return [make_story(team, f"Story {number}", points=None, now=NOW) for number in (1, 2, 3)]


@pytest.fixture
def room(team, stories):
    meeting = open_refinement(team=team, actor=owner_of(team), now=NOW)
    return begin(meeting=meeting, actor=owner_of(team), now=NOW)


def shown(meeting):
    return content(Meeting.objects.select_related("team__organisation").get(pk=meeting.pk), timezone.now())


def current(meeting):
    story = shown(meeting).room.current
    return story and story.title


def step(meeting, seen):
    next_story(meeting=meeting, seen=seen and seen.pk, actor=None, now=NOW)


def post(meeting, act, story=None, user=None, **data):
    address = f"/meetings/{meeting.pk}/" + (f"stories/{story.pk}/" if story else "") + f"{act}/"
    return signed_in(user or owner_of(meeting.team)).post(address, data, headers={"HX-Request": "true"})


def test_the_walk_begins_at_the_top_and_goes_down_one_by_one_to_its_end(room, stories):
    assert current(room) == "Story 1"
    step(room, stories[0])
    step(room, stories[0])  # a second facilitator pressed the same button
    assert current(room) == "Story 2"
    step(room, stories[1])
    step(room, stories[2])
    assert current(room) is None
    assert shown(room).looked_count == 3


def test_what_has_left_the_backlog_cannot_be_laid_before_the_room(room, stories):
    make_sprint(room.team, stories=[stories[2]])
    with pytest.raises(Conflict, match="not in the backlog"):
        look_at(meeting=room, story=stories[2], actor=None, now=NOW)
    with pytest.raises(Conflict):
        look_at(meeting=room, story=make_story(make_team("Atlas"), "Foreign"), actor=None, now=NOW)


def test_stories_are_walked_only_in_the_step_that_shows_them(room, stories):
    go_on(meeting=room, seen=STORIES, actor=None, now=NOW)
    with pytest.raises(Conflict, match="another step"):
        step(room, stories[0])


def test_the_room_says_what_each_story_lacks_and_how_many_are_ready(room, stories):
    estimate_story(story=stories[0], points=3, actor=None, now=NOW)
    assert [one.says for one in shown(room).steps] == ["Ready", "It is not estimated.", "It is not estimated."]
    assert shown(room).ready_count == 1


def test_poker_gets_what_was_looked_at_and_has_no_estimate_and_later_what_is_new(room, stories):
    owner = owner_of(room.team)
    step(room, stories[0])
    estimate_story(story=stories[0], points=3, actor=None, now=NOW)
    poker = start_poker(meeting=room, actor=owner, now=NOW, is_voter=True)
    assert [item.key for item in queue_of(poker.poker)] == [stories[1].key]
    step(room, stories[1])
    again = start_poker(meeting=room, actor=owner, now=NOW, is_voter=True)
    assert again == poker
    assert [item.key for item in queue_of(again.poker)] == [stories[1].key, stories[2].key]


def test_a_spike_alone_starts_no_poker(team):
    make_story(team, "", kind="spike", question="Can it?", timebox_days=1, points=None, ready=False, now=NOW)
    meeting = begin(meeting=open_refinement(team=team, actor=owner_of(team), now=NOW), actor=None, now=NOW)
    with pytest.raises(Conflict, match="can be estimated"):
        start_poker(meeting=meeting, actor=owner_of(team), now=NOW, is_voter=True)


def test_a_split_in_the_room_lays_the_first_part_before_it_and_is_taken_back_from_there(room, stories):
    criterion = stories[0].criteria.get()
    refused = post(room, "split", stories[0], part_1="one", part_2="two")
    assert (refused.status_code, current(room)) == (400, "Story 1")
    assert "Say where this criterion goes" in refused.content.decode()
    post(room, "split", stories[0], part_1="one", part_2="two", **{f"criterion_{criterion.pk}": "all"})
    assert [one.row.story.title for one in shown(room).steps] == ["One", "Two", "Story 2", "Story 3"]
    assert current(room) == "One"
    post(room, "join", stories[0])
    assert current(room) == "Story 1"
    assert shown(room).decisions == []


def test_old_stories_are_kept_or_archived_with_a_reason_and_both_are_taken_back(team):
    kept, gone = (make_story(team, title, now=NOW - OLD_DAYS) for title in ("Kept", "Gone"))
    meeting = begin(meeting=open_refinement(team=team, actor=owner_of(team), now=NOW), actor=None, now=NOW)
    go_on(meeting=meeting, seen=STORIES, actor=None, now=NOW)
    assert post(meeting, "archive", gone).status_code == 400
    post(meeting, "keep", kept, reason="Planned")
    post(meeting, "archive", gone, reason="One sound is enough")
    assert shown(meeting).old == []
    told = [(one.story.title, one.reason, bool(one.until)) for one in shown(meeting).decisions]
    assert told == [("Kept", "Planned", True), ("Gone", "One sound is enough", False)]
    page = signed_in(owner_of(team)).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "“One sound is enough”" in page
    assert 'data-phase="old"' in page
    post(meeting, "ask-again", kept)
    post(meeting, "restore", gone)
    assert [row.story.title for row in shown(meeting).old] == ["Kept", "Gone"]


def test_guests_and_stakeholders_look_on_and_change_no_story(room, stories, client):
    stakeholder = make_member(room.team, TeamRole.STAKEHOLDER)
    assert post(room, "archive", stories[0], stakeholder, reason="No").status_code == 403
    meeting = allow_guests(meeting=room, is_allowed=True, actor=None, now=NOW)
    seat = take_guest_seat(meeting=meeting, name="Karin", now=NOW)
    session = client.session
    session[GUEST_SEATS] = {str(meeting.pk): seat.pk}
    session.save()
    assert client.get(f"/meetings/{meeting.pk}/").status_code == 200
    assert client.post(f"/meetings/{meeting.pk}/stories/{stories[0].pk}/archive/", {"reason": "No"}).status_code == 403
    assert Story.objects.get(pk=stories[0].pk).archived_at is None


def test_a_member_who_runs_the_room_by_handing_over_walks_it(room, stories):
    member = make_member(room.team)
    take_seat(meeting=room, user=member, is_voter=True, now=NOW)
    assert post(room, "next-story", user=member, seen=stories[0].pk).status_code == 403
    Participant.objects.filter(user=member).update(is_facilitator=True)
    assert post(room, "next-story", user=member, seen=stories[0].pk).status_code == 204
    assert current(room) == "Story 2"


@pytest.mark.parametrize("phase", [STORIES, OLD, "closed", "lobby"])
def test_every_step_has_its_page(team, stories, phase):
    meeting = open_refinement(team=team, actor=owner_of(team), now=NOW)
    if phase != "lobby":
        begin(meeting=meeting, actor=None, now=NOW)
    for seen in {OLD: [STORIES], "closed": [STORIES, OLD]}.get(phase, []):
        go_on(meeting=meeting, seen=seen, actor=None, now=NOW)
    assert signed_in(owner_of(team)).get(f"/meetings/{meeting.pk}/").status_code == 200


def test_ready_points_stand_against_the_next_sprint_whether_in_its_plan_or_in_the_backlog(team):
    make_story(team, points=5)
    make_story(team, points=8, ready=False)
    planned = make_sprint(team, stories=[make_story(team, points=3)])
    enough = enough_for_next(team)
    assert (enough.points, enough.sprint) == (8.0, planned)
    assert enough.expected is None
    assert enough.refusal.need > enough.refusal.have == 0


def test_it_is_offered_from_the_middle_of_the_sprint_until_one_was_held(team):
    sprint = make_running_sprint(team, start=date(2026, 11, 2), days=12)  # ten working days
    assert sprint_in_its_middle(team, date(2026, 11, 5)) is None
    assert sprint_in_its_middle(team, date(2026, 11, 6)) == sprint
    meeting = open_refinement(team=team, actor=owner_of(team), now=NOW)
    Meeting.objects.filter(pk=meeting.pk).update(started_at=NOW.replace(2026, 11, 5))
    assert sprint_in_its_middle(team, date(2026, 11, 6)) is None


def test_the_offer_stands_on_today_only_when_it_is_due(team):
    today = team.today(timezone.now())
    make_running_sprint(team, start=today - timedelta(days=9), days=19)
    address = reverse("ceremonies:refinement_offer", kwargs=team.url_kwargs)
    assert "Start a refinement" in signed_in(owner_of(team)).get(address).content.decode()
    assert "Start a refinement" not in signed_in(make_member(team)).get(address).content.decode()


def test_the_team_page_lists_rooms_and_opens_one(team, room):
    make_story(team, "Old", now=NOW - OLD_DAYS)
    address = reverse("ceremonies:refinement", kwargs=team.url_kwargs)
    page = signed_in(owner_of(team)).get(address).content.decode()
    assert room.title in page
    assert "1 story is older than six months" in page


@pytest.mark.parametrize(("points", "says"), [(2, "a slow sprint"), (22, "even a very good"), (99, "is enough")])
def test_what_so_many_points_mean(points, says):
    assert says in enough_in_words(points, next_sprint([20, 24, 26, 22, 25, 23, 24, 21]))


@given(st.lists(st.integers(1, 40), unique=True, max_size=WALKED), st.none() | st.integers(1, 40))
def test_the_next_story_is_always_one_of_the_list_or_its_end(order, now_at):
    found = after(order, now_at)
    assert found is None or found in order
    assert (found is None) == (not order or order[-1] == now_at)


@given(st.dates(date(2026, 11, 1), date(2026, 11, 30)))
def test_a_sprint_is_due_from_its_middle_to_its_end(today):
    working = [date(2026, 11, day) for day in (9, 10, 11, 12, 13, 16)]
    assert is_due(today, working) == (date(2026, 11, 11) <= today <= date(2026, 11, 16))
