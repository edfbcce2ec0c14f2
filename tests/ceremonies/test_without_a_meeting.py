"""A room that is open until a time: what each sees before and after it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from ceremonies.models import PokerRoom
from ceremonies.poker.services.voting import cast_vote, reveal_at_deadline
from tests.ceremonies.world import make_table

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def table():
    table = make_table(voters=2, stories=2, start=False)
    table.client(table.host).post(table.url("open-until"), {"deadline": in_days(2)})
    return table


def in_days(days):
    return f"{timezone.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def items(table):
    return list(table.room.queue.order_by("position"))


def vote(table, seat, item, value="5"):
    round_ = item.rounds.get(revealed_at=None)
    cast_vote(meeting=table.meeting, round_id=round_.pk, participant=seat, value=value, now=timezone.now())


def end_the_time(table):
    PokerRoom.objects.filter(meeting=table.meeting).update(deadline=timezone.now() - timedelta(minutes=1))


def page(table, seat, query=""):
    return table.client(seat).get(table.url() + query).content.decode()


def test_the_deadline_is_read_by_the_clock_of_whoever_types_it(table):
    day = (timezone.now() + timedelta(days=3)).date()
    table.client(table.host).post(table.url("open-until"), {"deadline": f"{day}T16:00", "zone": "America/New_York"})
    assert table.room.deadline == datetime(day.year, day.month, day.day, 16, tzinfo=ZoneInfo("America/New_York"))
    table.client(table.host).post(table.url("open-until"), {"deadline": f"{day}T16:00", "zone": "Mars/Base"})
    assert table.room.deadline == datetime(day.year, day.month, day.day, 16, tzinfo=table.team.zone)


def test_each_sees_first_the_story_that_waits_for_their_card(table):
    first, second = items(table)
    vote(table, table.seats[0], first)
    assert f'data-item="{second.pk}"' in page(table, table.seats[0])
    assert f'data-item="{first.pk}"' in page(table, table.seats[1])
    assert "2 stories wait for your card" in page(table, table.seats[1])
    assert "your card is in" in page(table, table.seats[0])


def test_who_has_put_all_cards_down_is_told_so(table):
    for item in items(table):
        vote(table, table.seats[0], item)
    assert "All your cards are in" in page(table, table.seats[0])


def test_after_the_deadline_no_card_is_asked_for_and_no_round_begins(table):
    first, _ = items(table)
    vote(table, table.seats[0], first)
    end_the_time(table)
    assert "The time to vote is over" in page(table, table.seats[1])
    reveal_at_deadline(meeting=table.meeting, now=timezone.now())
    shown = page(table, table.host, f"?item={first.pk}")
    assert "Voting ended" in shown
    assert "Vote again" not in shown
    answer = table.client(table.host).post(table.url("again"), {"item": first.pk}, headers=HTMX)
    assert (answer.status_code, answer.json()["fix"]) == (409, "Choose a later time first.")


def test_a_later_deadline_lets_people_vote_again(table):
    first, _ = items(table)
    end_the_time(table)
    reveal_at_deadline(meeting=table.meeting, now=timezone.now())
    host = table.client(table.host)
    host.post(table.url("open-until"), {"deadline": in_days(1)})
    assert host.post(table.url("again"), {"item": first.pk}, headers=HTMX).status_code == 204
    vote(table, table.seats[0], first)


def test_the_host_is_led_from_story_to_story_and_then_to_the_results(table):
    host = table.client(table.host)
    first, second = items(table)
    for item in (first, second):
        for seat in table.all:
            vote(table, seat, item)
    host.post(table.url("agree"), {"item": first.pk, "points": "5"})
    assert "Go on with the next story" in page(table, table.host, f"?item={first.pk}")
    assert f'data-item="{second.pk}"' in page(table, table.host)
    host.post(table.url("agree"), {"item": second.pk, "points": "5"})
    assert "Finish and see the results" in page(table, table.host)
