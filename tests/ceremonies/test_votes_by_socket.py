"""A vote over an open socket takes the path of the form, and is authorised anew in the transaction that writes it."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from ceremonies.meeting.services import allow_guests, close_meeting, leave_seat, set_voting
from ceremonies.models import Participant, Vote
from ceremonies.poker import by_socket
from ceremonies.poker.rules import hand_of, is_overtaken
from ceremonies.poker.services.voting import reveal_round
from live.acts import UNHEARD, Wish
from live.publish import version_of
from teams.rules import TeamRole
from teams.services.members import remove_member
from tests.ceremonies.world import make_table, signed_in
from tests.factories import make_member

pytestmark = pytest.mark.django_db

PAGE = "0123456789ab"


def key_of(client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def wish(table, session_key, value="5", name=f"{PAGE}.1", **body):
    body = {"round": table.round.pk, "value": value, "reason": "", **body}
    return Wish(session_key, table.meeting.topic, name, body)


def vote(table, session_key, value="5", name=f"{PAGE}.1", **body):
    [outcome] = by_socket.vote_by_socket([wish(table, session_key, value, name, **body)])
    return outcome


def cards() -> list[str]:
    return sorted(Vote.objects.values_list("value", flat=True))


@pytest.fixture
def table():
    return make_table(voters=2)


@pytest.fixture
def key(table):
    """The session of a developer who sits at the table."""
    return key_of(table.client(table.seats[0]))


@pytest.mark.parametrize("body", [{"value": "\ud800"}, {"reason": "\udfff"}, {"reason": ["5"]}])
def test_what_no_database_takes_goes_unheard_and_spoils_no_other_vote(body):
    table = make_table(voters=2)
    key = key_of(table.client(table.seats[0]))
    bad, good = wish(table, key, name=f"{PAGE}.1", **body), wish(table, key, value="8", name=f"{PAGE}.2")
    first, second = by_socket.vote_by_socket([bad, good])
    assert first == UNHEARD
    assert second.is_done
    assert cards() == ["8"]


def test_a_member_and_a_guest_vote_and_hear_the_version_that_tells_of_it(table, key):
    first = vote(table, key, "13", reason="two formats").version
    mine = Vote.objects.get()
    assert (mine.participant, mine.value, mine.reason) == (table.seats[0], "13", "two formats")
    guest = key_of(table.guest())
    assert vote(table, guest, "3").version > first
    assert vote(table, key, "8", f"{PAGE}.2").version == version_of(table.meeting.topic)
    assert cards() == ["3", "8"]


def test_votes_of_many_sockets_are_taken_or_refused_each_on_its_own(table, key, django_assert_max_num_queries):
    guest, watcher = key_of(table.guest()), key_of(table.client(table.seats[1]))
    set_voting(participant=table.seats[1], is_voter=False, now=timezone.now())
    wishes = [
        wish(table, key),
        wish(table, guest, "4711"),
        wish(table, watcher),
        wish(table, guest, "8"),
        wish(table, ""),
    ]
    with django_assert_max_num_queries(10):
        outcomes = by_socket.vote_by_socket(wishes)
    assert [outcome.is_done for outcome in outcomes] == [True, False, False, True, False]
    assert outcomes[1].problem["field"] == "value"
    assert "4711" not in str(outcomes[1])
    assert outcomes[2].problem["code"] == "not_allowed"
    assert outcomes[4] == UNHEARD
    assert cards() == ["5", "8"]


def test_the_same_card_twice_is_one_vote_and_a_late_one_does_not_replace_its_follower(table, key):
    assert vote(table, key, "5", f"{PAGE}.1").is_done
    assert vote(table, key, "5", f"{PAGE}.1").is_done
    assert vote(table, key, "8", f"{PAGE}.2").is_done
    assert vote(table, key, "5", f"{PAGE}.1").is_done
    assert cards() == ["8"]
    both = [wish(table, key, "13", f"{PAGE}.4"), wish(table, key, "1", f"{PAGE}.3")]
    assert all(outcome.is_done for outcome in by_socket.vote_by_socket(both))
    assert cards() == ["13"]
    assert vote(table, key, "2", "another00page.1").is_done  # of two pages the last to arrive counts
    assert cards() == ["2"]


def test_a_form_that_repeats_what_a_socket_said_is_the_same_vote(table, key):
    client = table.client(table.seats[0])
    for name, value in ((f"{PAGE}.2", "8"), (f"{PAGE}.1", "5")):
        answer = client.post(
            table.url("vote"), {"id": name, "round": table.round.pk, "value": value}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 204
    assert vote(table, key, "3", f"{PAGE}.1").is_done
    assert cards() == ["8"]


@pytest.mark.parametrize(
    "name",
    ["", "1", ".1", f"{PAGE}.", f"{PAGE}.-1", f"{PAGE}.1234567890", f"{PAGE.upper()}X.1", f"{PAGE}.1\n", "é" * 9],
)
def test_an_odd_name_of_a_card_overtakes_nothing(name):
    odd = hand_of(name)
    assert not is_overtaken(odd, by=odd)
    assert not is_overtaken(odd, by=hand_of(f"{PAGE}.9"))
    assert is_overtaken(hand_of(f"{PAGE}.1"), by=hand_of(f"{PAGE}.2"))


def _sign_out(table, seat):
    Session.objects.all().delete()


def _expire(table, seat):
    Session.objects.update(expire_date=timezone.now())


def _deactivate(table, seat):
    seat.user.is_active = False
    seat.user.save()


def _change_password(table, seat):
    seat.user.set_password("nine quiet monitors")
    seat.user.save()


def _remove(table, seat):
    membership = table.team.memberships.get(user=seat.user)
    remove_member(membership=membership, actor=table.host.user, now=timezone.now())


def _become_a_stakeholder(table, seat):
    membership = table.team.memberships.get(user=seat.user)
    membership.roles = [TeamRole.STAKEHOLDER]
    membership.save()


def _leave(table, seat):
    leave_seat(participant=seat, now=timezone.now())


@pytest.mark.parametrize(
    "lose", [_sign_out, _expire, _deactivate, _change_password, _remove, _become_a_stakeholder, _leave]
)
def test_a_right_that_is_gone_is_gone_for_the_next_message(table, key, lose):
    assert vote(table, key, "5").is_done
    lose(table, table.seats[0])
    assert vote(table, key, "8", f"{PAGE}.2") == UNHEARD
    assert cards() == ["5"]


def test_a_guest_without_a_good_seat_is_unheard(table):
    guest = key_of(table.guest())
    elsewhere = make_table(voters=1)
    allow_guests(meeting=elsewhere.meeting, is_allowed=True, actor=None, now=timezone.now())
    assert vote(elsewhere, guest) == UNHEARD
    allow_guests(meeting=table.meeting, is_allowed=False, actor=None, now=timezone.now())
    assert vote(table, guest) == UNHEARD
    allow_guests(meeting=table.meeting, is_allowed=True, actor=None, now=timezone.now())
    Participant.objects.filter(guest_name="Karin").update(left_at=timezone.now())
    assert vote(table, guest) == UNHEARD
    assert cards() == []


def test_outsiders_and_rounds_of_other_rooms_are_unheard(table, key):
    elsewhere = make_table(voters=1)
    foreign = key_of(elsewhere.client(elsewhere.seats[0]))
    without_seat = key_of(signed_in(make_member(table.team, TeamRole.MEMBER)))
    for session_key in (foreign, without_seat, "", "nonsense"):
        assert vote(table, session_key) == UNHEARD
    assert not vote(table, key, round=elsewhere.round.pk).is_done
    assert not vote(elsewhere, key).is_done
    assert cards() == []


def test_after_the_reveal_and_in_a_closed_room_a_card_is_refused_in_words(table, key):
    vote(table, key, "5")
    round_ = table.round.pk
    reveal_round(meeting=table.meeting, round_id=round_, by=None, now=timezone.now())
    assert vote(table, key, "8", f"{PAGE}.2", round=round_).problem["status"] == 409
    close_meeting(meeting=table.meeting, actor=None, now=timezone.now())
    assert vote(table, key, "8", f"{PAGE}.2", round=round_).problem["detail"] == "This room is closed."
    assert cards() == ["5"]


def test_what_is_no_vote_is_unheard(table, key):
    odd_rounds = [{"round": one} for one in ("1", True, -1, 2**63, None, 1.0)]
    assert [vote(table, key, **body) for body in (*odd_rounds, {"value": 5}, {"reason": []})] == [UNHEARD] * 8
    assert by_socket.vote_by_socket([Wish(key, "meeting:one", "", {}), Wish(key, "board:1", "", {})]) == [UNHEARD] * 2


def test_a_vote_that_cannot_be_written_is_not_acknowledged(table, key, monkeypatch):
    def refuse(*args, **kwargs):
        raise connection.Database.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(type(Vote.objects), "put_down", refuse)
    with pytest.raises(connection.Database.OperationalError):
        vote(table, key)
    assert cards() == []
