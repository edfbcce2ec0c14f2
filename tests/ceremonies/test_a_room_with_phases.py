"""The meeting kernel: phases, clock, seats and facilitators of a room that is built on it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from ceremonies.meeting import phases
from ceremonies.meeting.phases import Phase
from ceremonies.meeting.services import close_meeting, leave_seat, plan_minutes, reopen_meeting, take_seat
from ceremonies.meeting.timekeeping import suggestions, time_spent
from ceremonies.meeting.walking import begin, go_back, go_on, take_over
from ceremonies.models import Meeting
from ceremonies.retro.phases import CHECK_IN, CLOSE, DISCUSS, GATHER, PHASES
from ceremonies.retro.services.opening import open_retro
from core.errors import Conflict, Invalid
from live import bus
from teams.rules import TeamRole
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_team, owner_of

NOW = timezone.now()


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def room(team):
    meeting = open_retro(team=team, sprint=None, actor=owner_of(team), now=NOW)
    return begin(meeting=meeting, actor=owner_of(team), now=NOW)


def fresh(meeting):
    return Meeting.objects.select_related("team__organisation").get(pk=meeting.pk)


def walk(meeting, *seen, now=NOW):
    for phase in seen:
        go_on(meeting=meeting, seen=phase, actor=None, now=now)
    return fresh(meeting)


def test_a_room_begins_in_its_first_phase_with_the_clock_that_the_phase_suggests(room):
    assert room.phase == CHECK_IN
    assert (room.timer_seconds, room.timer_ends_at) == (PHASES[0].minutes * 60, NOW + timedelta(minutes=8))


def test_two_facilitators_who_press_next_go_one_step(room):
    assert walk(room, CHECK_IN, CHECK_IN).phase == GATHER


def test_the_server_decides_what_is_next_whatever_a_browser_sends(room, client):
    host = signed_in(owner_of(room.team))
    for nonsense in (CLOSE, "", "no such phase", "x" * 500, "check-in\x00"):
        host.post(f"/meetings/{room.pk}/go-on/", {"seen": nonsense, "phase": CLOSE, "next": CLOSE})
    assert fresh(room).phase == CHECK_IN
    host.post(f"/meetings/{room.pk}/go-on/", {"seen": CHECK_IN, "phase": CLOSE})
    assert fresh(room).phase == GATHER


def test_one_step_back_and_none_from_the_first(room):
    walk(room, CHECK_IN)
    go_back(meeting=room, seen=GATHER, actor=None, now=NOW)
    go_back(meeting=room, seen=GATHER, actor=None, now=NOW)
    go_back(meeting=room, seen=CHECK_IN, actor=None, now=NOW)
    assert fresh(room).phase == CHECK_IN


def test_after_the_last_phase_the_room_closes_and_opens_again_where_it_was(room):
    over = walk(room, *[phase.key for phase in PHASES])
    assert over.is_closed
    assert over.timer_ends_at is None
    with pytest.raises(Conflict):
        go_on(meeting=room, seen=CLOSE, actor=None, now=NOW)
    again = reopen_meeting(meeting=room, actor=None, now=NOW)
    assert (again.state, again.phase) == ("running", CLOSE)


def test_a_clock_that_runs_out_while_nobody_is_there_moves_nobody(room):
    later = signed_in(owner_of(room.team)).get(f"/meetings/{room.pk}/").content.decode()
    Meeting.objects.filter(pk=room.pk).update(timer_ends_at=NOW - timedelta(hours=3))
    page = signed_in(owner_of(room.team)).get(f"/meetings/{room.pk}/").content.decode()
    assert fresh(room).phase == CHECK_IN
    assert 'data-phase="check-in"' in page
    assert 'data-phase="check-in"' in later
    assert f'data-ends="{round((NOW - timedelta(hours=3)).timestamp() * 1000)}"' in page


def test_who_joins_late_gets_phase_clock_and_content(room):
    walk(room, CHECK_IN)
    late = signed_in(make_member(room.team))
    page = late.get(f"/meetings/{room.pk}/").content.decode()
    assert 'data-phase="gather"' in page
    assert 'aria-current="step">Gather' in page
    ends = round(fresh(room).timer_ends_at.timestamp() * 1000)
    assert f'data-ends="{ends}"' in page
    part = late.get(f"/meetings/{room.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="room-main"' in part
    assert 'id="room-bar"' in part
    assert "<html" not in part


def test_a_change_of_phase_is_one_frame_for_all_without_anybodys_token(
    room, monkeypatch, django_capture_on_commit_callbacks
):
    frames = []
    monkeypatch.setattr(bus, "broadcast", lambda topic, version, text: frames.append(text))
    with django_capture_on_commit_callbacks(execute=True):
        go_on(meeting=room, seen=CHECK_IN, actor=owner_of(room.team), now=timezone.now())
    *_, frame = [text for text in frames if json.loads(text)["kind"] != "parts"]  # the mood poll closes before it
    told = json.loads(frame)
    assert (told["kind"], told["payload"]["phase"]) == ("room", GATHER)
    assert set(told["payload"]["parts"]) == {"room-bar", "room-steps", "room-main", "room-foot"}
    assert "csrfmiddlewaretoken" not in frame


def test_a_vanished_facilitator_can_be_replaced_by_a_member_and_by_nobody_before(room):
    member = make_member(room.team)
    with pytest.raises(Conflict, match="runs this room"):
        take_over(meeting=room, user=member, now=NOW + timedelta(seconds=60))
    seat = take_over(meeting=room, user=member, now=NOW + timedelta(seconds=91))
    assert seat.is_facilitator
    assert signed_in(member).post(f"/meetings/{room.pk}/go-on/", {"seen": CHECK_IN}).status_code == 302
    assert fresh(room).phase == GATHER


def test_a_room_whose_facilitator_has_left_may_be_taken_over_at_once(room):
    leave_seat(participant=room.participants.get(), now=NOW)
    assert take_over(meeting=room, user=make_member(room.team), now=NOW).is_facilitator


def test_a_stakeholder_cannot_take_a_room_over(room):
    stakeholder = make_member(room.team, TeamRole.STAKEHOLDER)
    with pytest.raises(Invalid):
        take_over(meeting=room, user=stakeholder, now=NOW + timedelta(hours=1))
    assert signed_in(stakeholder).post(f"/meetings/{room.pk}/take-over/").status_code == 403


def test_the_page_of_who_runs_a_room_says_that_it_is_there(room):
    host, member = signed_in(owner_of(room.team)), make_member(room.team)
    room.participants.update(seen_at=NOW - timedelta(hours=1))
    host.post(f"/meetings/{room.pk}/still-here/")
    with pytest.raises(Conflict):
        take_over(meeting=room, user=member, now=timezone.now())
    take_seat(meeting=room, user=member, is_voter=True, now=NOW)
    assert signed_in(member).post(f"/meetings/{room.pk}/still-here/").status_code == 403


def test_a_clock_learns_from_what_the_phase_took_before(team):
    def held(minutes):
        meeting = open_retro(team=team, sprint=None, actor=owner_of(team), now=NOW)
        begin(meeting=meeting, actor=None, now=NOW)
        go_on(meeting=meeting, seen=CHECK_IN, actor=None, now=NOW + timedelta(minutes=minutes))
        close_meeting(meeting=meeting, actor=None, now=NOW + timedelta(minutes=minutes + 4))

    held(12), held(13)
    upcoming = open_retro(team=team, sprint=None, actor=owner_of(team), now=NOW)
    assert suggestions(upcoming, PHASES)[CHECK_IN] == PHASES[0].minutes
    held(600)  # somebody forgot to go on
    assert suggestions(upcoming, PHASES)[CHECK_IN] == 13
    assert suggestions(upcoming, PHASES)[DISCUSS] == 20
    assert begin(meeting=upcoming, actor=None, now=NOW).timer_seconds == 13 * 60


def test_minutes_of_a_meeting_are_planned_counted_and_multiplied_by_people(team, room):
    take_seat(meeting=room, user=make_member(team), is_voter=True, now=NOW)
    plan_minutes(meeting=room, minutes=45, actor=owner_of(team), now=NOW)
    go_on(meeting=room, seen=CHECK_IN, actor=None, now=NOW + timedelta(minutes=10))
    close_meeting(meeting=room, actor=None, now=NOW + timedelta(minutes=50))
    (spent,) = time_spent(team, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert (spent.meetings, spent.planned, spent.actual, spent.person_minutes, spent.over) == (1, 45, 50, 100, 5)
    assert open_retro(team=team, sprint=None, actor=owner_of(team), now=NOW).planned_minutes == 45
    with pytest.raises(Invalid):
        plan_minutes(meeting=reopen_meeting(meeting=room, actor=None, now=NOW), minutes=0, actor=None, now=NOW)


def test_the_pace_of_a_phase_is_the_median_of_the_last_six():
    phase = Phase("talk", "Talk", 10)
    assert phases.suggested_minutes(phase, [1, 1]) == 10
    assert phases.suggested_minutes(phase, [4, 400, 6]) == 6
    assert phases.suggested_minutes(phase, [5] * 6 + [90] * 9) == 5
    assert phases.suggested_minutes(Phase("write", "Write"), [5, 5, 5]) == 0
