"""Things that change around a room while it is in use: each has an answer on the page."""

import pytest
from django.utils import timezone

from ceremonies.meeting.services import allow_guests, close_meeting, leave_seat, take_guest_seat, take_seat
from core.errors import Invalid
from live.publish import version_of
from stories.story.services import archive_story, delete_story, estimate_story
from tests.ceremonies.world import make_table
from tests.factories import make_member, owner_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def table():
    return make_table(voters=1)


def test_a_story_that_is_deleted_is_said_to_be_and_can_be_skipped(table):
    table.vote(table.host, "5")
    item, before = table.room.current, version_of(table.meeting.topic)
    delete_story(story=item.story, actor=owner_of(table.team), now=timezone.now())
    assert version_of(table.meeting.topic) > before
    table.vote(table.seats[0], "5")
    host = table.client(table.host)
    assert "was deleted from the backlog" in host.get(table.url()).content.decode()
    assert host.post(table.url("agree"), {"item": item.pk, "points": "5"}, headers=HTMX).status_code == 409
    host.post(table.url("skip"), {"item": item.pk})
    assert table.room.current.pk != item.pk


def test_a_story_that_is_estimated_elsewhere_says_so_and_agreeing_names_both(table):
    item, before = table.room.current, version_of(table.meeting.topic)
    estimate_story(story=item.story, points="3", actor=owner_of(table.team), now=timezone.now())
    assert version_of(table.meeting.topic) > before
    assert "3 points so far" in table.client(table.host).get(table.url()).content.decode()
    for seat in table.all:
        table.vote(seat, "8")
    answer = table.client(table.host).post(table.url("agree"), {"item": item.pk, "points": "8"}, headers=HTMX)
    assert "8 instead of 3" in answer["HX-Trigger"]


def test_agreeing_tells_the_room_once(table):
    for seat in table.all:
        table.vote(seat, "8")
    before = version_of(table.meeting.topic)
    table.client(table.host).post(table.url("agree"), {"item": table.room.current.pk, "points": "8"})
    assert version_of(table.meeting.topic) == before + 1


def test_an_archived_story_is_marked(table):
    archive_story(story=table.room.current.story, actor=owner_of(table.team), now=timezone.now())
    assert "was archived meanwhile" in table.client(table.host).get(table.url()).content.decode()


def test_two_hosts_reveal_at_once_and_both_are_content(table):
    table.vote(table.host, "5")
    host, round_ = table.client(table.host), table.round
    answers = [host.post(table.url("reveal"), {"round": round_.pk}, headers=HTMX).status_code for _ in range(2)]
    assert answers == [204, 204]
    assert table.room.current.rounds.count() == 1


def test_a_room_that_its_host_left_says_that_nobody_hosts(table):
    leave_seat(participant=table.host, now=timezone.now())
    assert "Nobody is hosting" in table.client(table.seats[0]).get(table.url()).content.decode()


def test_a_card_for_a_room_that_was_closed_in_another_tab_is_refused_in_words(table):
    round_ = table.round
    close_meeting(meeting=table.meeting, actor=None, now=timezone.now())
    answer = table.client(table.host).post(table.url("vote"), {"round": round_.pk, "value": "5"}, headers=HTMX)
    assert (answer.status_code, answer.json()["detail"]) == (409, "This room is closed.")


def test_a_guest_whose_link_was_taken_back_is_led_to_words_and_their_card_stays(table):
    guest, round_ = table.guest(), table.round
    guest.post(table.url("vote"), {"round": round_.pk, "value": "13"})
    allow_guests(meeting=table.meeting, is_allowed=False, actor=None, now=timezone.now())
    assert round_.votes.count() == 1
    assert "closed it to guests" in guest.get(table.url(), follow=True).content.decode()
    assert guest.post(table.url("vote"), {"round": round_.pk, "value": "8"}, headers=HTMX).status_code == 404


def test_who_leaves_is_led_on_also_from_a_page_that_a_frame_has_renewed(table):
    seat = table.seats[0]
    answer = table.client(seat).post(table.url("leave"), headers=HTMX)
    assert answer["HX-Redirect"].endswith("/poker/")
    assert table.guest().post(table.url("leave")).url == "/left/"


def test_who_comes_after_a_reveal_was_not_asked(table):
    table.vote(table.host, "5")
    table.client(table.host).post(table.url("reveal"), {"round": table.round.pk})
    take_seat(meeting=table.meeting, user=make_member(table.team, name="Late"), is_voter=True, now=timezone.now())
    assert "1 of 2 have voted" in table.client(table.host).get(table.url()).content.decode()


def test_a_guest_cannot_be_called_you(table):
    meeting = allow_guests(meeting=table.meeting, is_allowed=True, actor=None, now=timezone.now())
    with pytest.raises(Invalid):
        take_guest_seat(meeting=meeting, name="You", now=timezone.now())
