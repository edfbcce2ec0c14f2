"""Ceremonies are held by the team's own clock, once a day, also when clocks change (FAC-2, FAC-4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from ceremonies.meeting.rules import Kind
from ceremonies.models import CalendarFeed
from ceremonies.schedule.queries import upcoming
from ceremonies.schedule.rules import Rhythm, Slot, day_in_sprint, days_of, moment_of
from ceremonies.schedule.services import make_feed, revoke_feed, schedule_ceremony, unschedule_ceremony
from core.errors import Invalid
from teams.services.members import remove_member
from tests.ceremonies.world import signed_in
from tests.factories import NOW, make_member, make_sprint, make_team, owner_of

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = range(5)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), at=st.times(), zone=st.sampled_from(
    ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]))  # fmt: skip
@settings(max_examples=200)
def test_every_day_has_one_moment_and_later_days_later_ones(day, at, zone):
    zone = ZoneInfo(zone)
    assert moment_of(day, at, zone).astimezone(zone).date() == day or at >= time(23)
    assert moment_of(day, at, zone) < moment_of(day + timedelta(days=1), at, zone)


def test_a_time_that_clocks_skip_comes_later_and_of_a_doubled_one_the_first_counts():
    assert moment_of(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30
    assert moment_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_of_the_sprint_is_one_on_which_the_team_works():
    slot = Slot("review", Rhythm.LAST, frozenset(), time(14), 60)
    sprint = (date(2026, 11, 2), date(2026, 11, 15))  # ends on a Sunday
    held = days_of(slot, [sprint], date(2026, 11, 1), date(2026, 11, 30), lambda day: day.weekday() in WEEKDAYS)
    assert held == [date(2026, 11, 13)]
    assert day_in_sprint(Rhythm.MIDDLE, []) is None


@pytest.fixture
def team(db):
    return make_team(time_zone="Europe/Berlin")


def schedule(team, kind=Kind.STANDUP, rhythm="weekly", weekdays=(0, 1, 2, 3, 4), at=time(9, 15), minutes=15):
    return schedule_ceremony(
        team=team, kind=kind, rhythm=rhythm, weekdays=weekdays, at=at, minutes=minutes, actor=owner_of(team), now=NOW
    )


def test_a_daily_standup_keeps_its_local_time_when_clocks_change(team):
    schedule(team)
    found = upcoming(team, datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC))
    assert [one.starts_at for one in found] == [
        datetime(2026, 10, 23, 7, 15, tzinfo=UTC), datetime(2026, 10, 26, 8, 15, tzinfo=UTC),
    ]  # fmt: skip


def test_sprints_bring_their_review_and_a_ceremony_can_be_taken_off(team):
    make_sprint(team)
    schedule(team, Kind.REVIEW, "last", (), time(14), 45)
    (review,) = upcoming(team, NOW, NOW + timedelta(days=20))
    assert (review.day, review.minutes) == (date(2026, 11, 13), 45)
    unschedule_ceremony(team=team, kind=Kind.REVIEW, actor=owner_of(team), now=NOW)
    assert upcoming(team, NOW, NOW + timedelta(days=20)) == []


@pytest.mark.parametrize(("field", "wrong"), [
    ("rhythm", {"rhythm": "yearly"}), ("weekdays", {"weekdays": ()}), ("weekdays", {"weekdays": (9,)}),
    ("at", {"at": None}), ("minutes", {"minutes": 0}),
])  # fmt: skip
def test_what_cannot_be_scheduled_is_refused_at_its_field(team, field, wrong):
    with pytest.raises(Invalid) as refused:
        schedule(team, **wrong)
    assert refused.value.field == field
    assert not team.ceremony_slots.exists()


def test_the_page_keeps_what_was_typed_and_saves_what_is_right(team):
    client, address = (
        signed_in(owner_of(team)),
        reverse("ceremonies:set_schedule", kwargs=team.url_kwargs | {"kind": "retro"}),
    )
    answer = client.post(address, {"retro-rhythm": "weekly", "retro-at": "15:30", "retro-minutes": "60"})
    assert answer.status_code == 422
    assert "Choose at least one" in answer.content.decode()
    assert "15:30" in answer.content.decode()
    answer = client.post(address, {"retro-rhythm": "last", "retro-at": "15:30", "retro-minutes": "75"}, follow=True)
    assert "Last day of a sprint at 15:30, 75 minutes planned" in answer.content.decode()
    client.post(address, {"retro-rhythm": "", "retro-minutes": "75"})
    assert not team.ceremony_slots.exists()


def events(secret):
    answer = Client().get(reverse("ceremonies:feed", args=[secret]))
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_calendar_program_reads_the_ceremonies_of_ones_teams(team):
    schedule(team)
    person = make_member(team)
    secret = make_feed(user=person, now=NOW)
    found = events(secret)
    assert len(found) > 40
    assert {str(one["summary"]) for one in found} == {"Standup, Pulse"}
    assert {one.start.astimezone(BERLIN).time() for one in found} == {time(9, 15)}
    assert {one.end - one.start for one in found} == {timedelta(minutes=15)}
    assert len({str(one["uid"]) for one in found}) == len(found)
    remove_member(membership=team.memberships.get(user=person), actor=owner_of(team), now=NOW)
    assert events(secret) == []


def test_an_address_is_kept_hashed_and_opens_nothing_once_replaced_or_revoked(team):
    person = owner_of(team)
    first = make_feed(user=person, now=NOW)
    assert first not in str(CalendarFeed.objects.values())
    second = make_feed(user=person, now=NOW)
    revoked = reverse("ceremonies:feed", args=[second])
    assert Client().get(reverse("ceremonies:feed", args=[first])).status_code == 404
    assert Client().get(revoked).status_code == 200
    revoke_feed(user=person)
    assert Client().get(revoked).status_code == 404
    assert Client().get(reverse("ceremonies:feed", args=["nonsense"])).status_code == 404


def test_today_says_which_ceremony_is_next(team):
    make_sprint(team)
    client, address = signed_in(owner_of(team)), reverse("scrum:today", kwargs=team.url_kwargs)
    assert "No ceremony is scheduled" in client.get(address).content.decode()
    schedule(team, weekdays=range(5))
    page = client.get(address).content.decode()
    assert "Standup" in page
    assert "09:15" in page
