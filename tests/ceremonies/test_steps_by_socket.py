"""A step over an open socket: the same guards as its form, authorised in the transaction that moves the room."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from ceremonies.actions.services import make_action
from ceremonies.meeting.by_socket import step_by_socket
from ceremonies.meeting.services import allow_guests, take_guest_seat
from ceremonies.meeting.walking import begin
from ceremonies.models import Meeting, PhaseTime
from ceremonies.retro.phases import ACTIONS, CHECK_IN, GATHER
from ceremonies.retro.services.opening import open_retro
from live import bus
from live.acts import UNHEARD, Wish
from live.people import GUEST_SEATS
from live.publish import version_of
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_team, owner_of

NOW = timezone.now()


@pytest.fixture
def room(db):
    team = make_team()
    return begin(
        meeting=open_retro(team=team, sprint=None, actor=owner_of(team), now=NOW), actor=owner_of(team), now=NOW
    )


def key_of(client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def step(room, key, way="on", seen=CHECK_IN, topic=None):
    [outcome] = step_by_socket([Wish(key, topic or room.topic, "0123456789ab.1", {"way": way, "seen": seen})])
    return outcome


def phase(room) -> str:
    return Meeting.objects.get(pk=room.pk).phase


@pytest.fixture
def host(room) -> str:
    return key_of(signed_in(owner_of(room.team)))


def test_whoever_runs_the_room_goes_on_and_back_and_twice_is_once(room, host):
    first = step(room, host)
    assert (first.version, phase(room)) == (version_of(room.topic), GATHER)
    assert step(room, host).is_done
    assert phase(room) == GATHER
    assert step(room, host, "back", GATHER).is_done
    assert phase(room) == CHECK_IN
    assert PhaseTime.objects.filter(meeting=room, ended_at=None).count() == 1


def test_who_takes_part_looks_on_or_has_left_moves_nothing(room, host):
    member = make_member(room.team)
    guests = allow_guests(meeting=room, is_allowed=True, actor=None, now=NOW)
    seat = take_guest_seat(meeting=guests, name="Karin", now=NOW)
    guest = signed_in(make_member(make_team("Other")))
    session = guest.session
    session[GUEST_SEATS] = {str(room.pk): seat.pk}
    session.save()
    for key in (key_of(signed_in(member)), key_of(guest), "no such session", ""):
        assert step(room, key) == UNHEARD
    assert phase(room) == CHECK_IN


@pytest.mark.parametrize(
    ("way", "seen", "topic"),
    [("up", CHECK_IN, None), ("on", 7, None), ("on", CHECK_IN, "backlog:1"), ("on", CHECK_IN, "meeting:" + "9" * 40)],
)
def test_what_is_no_step_goes_unheard(room, host, way, seen, topic):
    assert step(room, host, way, seen, topic) == UNHEARD
    assert phase(room) == CHECK_IN


def test_a_phase_with_something_left_to_do_says_so(room, host):
    Meeting.objects.filter(pk=room.pk).update(phase=ACTIONS)
    make_action(
        meeting=room, title="Order early", owner_id=owner_of(room.team).pk, due_on=room.team.today(NOW),
        measure="It is here", actor=None, now=NOW,
    )  # fmt: skip
    following = open_retro(team=room.team, sprint=None, actor=owner_of(room.team), now=timezone.now())
    following = begin(meeting=following, actor=owner_of(room.team), now=timezone.now())
    assert "Order early" in step(following, host).problem["detail"]
    assert phase(following) == CHECK_IN


def test_the_step_is_told_before_the_room_and_both_in_their_versions(
    room, host, monkeypatch, django_capture_on_commit_callbacks
):
    frames = []
    monkeypatch.setattr(bus, "broadcast", lambda topic, version, text: frames.append(json.loads(text)))
    with django_capture_on_commit_callbacks(execute=True):
        step(room, host)
    *_, told, shown = frames  # the mood poll closes before them
    assert (told["kind"], told["payload"]["phase"]) == ("step", GATHER)
    assert told["payload"]["timer"]["ends"] > told["payload"]["timer"]["now"]
    assert (shown["kind"], shown["payload"]["phase"], shown["version"]) == ("room", GATHER, told["version"] + 1)
    assert "Nobody sees this yet" in shown["payload"]["parts"]["room-main"]
