"""Standups in writing: who is asked when, what is late or edited, one digest a day, and what can be found later."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from ceremonies.models import PostedStandup
from ceremonies.standup import queries
from ceremonies.standup.rules import Words
from ceremonies.standup.services.agreeing import agree_on_standups
from ceremonies.standup.services.answers import write_answer
from ceremonies.standup.services.digests import digest_posted, post_digest, post_due_digests
from core.errors import Conflict, Invalid
from teams.availability.services.absences import enter_absence
from teams.availability.services.holidays import keep_holidays_of
from teams.models import Notification
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_team, owner_of

# A Wednesday in Berlin; the Sunday after it, summer time begins.
DAY = date(2027, 3, 24)
MORNING = datetime(2027, 3, 24, 7, 30, tzinfo=UTC)
AFTER = datetime(2027, 3, 24, 9, 30, tzinfo=UTC)
LONG_AGO = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(db):
    """Writes on Wednesdays until 10:00 in Berlin, which is 09:00 UTC in winter."""
    team = make_team(now=LONG_AGO)
    team.time_zone = "Europe/Berlin"
    team.save()
    team = keep_holidays_of(team=team, country="DE", subdivision="BE", actor=None, now=LONG_AGO)
    _agree(team, [2])
    return team


def _agree(team, days):
    agree_on_standups(
        team=team, call_link="", camera="", written_on=days, cutoff=time(10), actor=owner_of(team), now=LONG_AGO
    )


def write(team, text, now, day=DAY, user=None):
    return write_answer(team=team, user=user or owner_of(team), day=day, words=Words(today=text), now=now)


def test_an_answer_before_the_cut_off_may_be_changed_freely_and_is_marked_when_changed_after_it(team):
    write(team, "Failover test", MORNING)
    assert write(team, "Failover tests", MORNING).edited_at is None
    assert write(team, "Failover tests", AFTER).edited_at is None  # nothing was changed
    edited = write(team, "Failover tests with Leo", AFTER)
    assert (edited.is_late, edited.edited_at) == (False, AFTER)
    assert team.standup_answers.count() == 1


def test_an_answer_after_the_cut_off_is_late(team):
    assert write(team, "Failover test", AFTER).is_late


def test_one_may_answer_the_evening_before_and_no_earlier_or_later(team):
    evening = datetime(2027, 3, 23, 19, 0, tzinfo=UTC)
    assert not write(team, "Failover test", evening).is_late
    for day in (DAY - timedelta(2), DAY + timedelta(1)):
        with pytest.raises(Conflict):
            write(team, "Failover test", evening, day)


def test_on_thursday_before_easter_the_next_standup_is_on_tuesday_by_summer_time(team):
    thursday = datetime(2027, 3, 25, 15, 0, tzinfo=UTC)
    assert queries.days_to_answer(team, thursday) == [date(2027, 3, 25), date(2027, 3, 30)]
    _agree(team, [1, 2])
    assert queries.settled_at(team, date(2027, 3, 30)) == datetime(2027, 3, 30, 8, 0, tzinfo=UTC)


def test_a_digest_is_posted_once_after_the_cut_off_and_counts_who_is_at_work(team):
    away = make_member(team, name="Leo", now=LONG_AGO)
    make_member(team, name="Aisha", now=LONG_AGO)
    enter_absence(
        organisation=team.organisation, user=away, first_day=DAY, last_day=DAY, actor=away, now=LONG_AGO
    )  # fmt: skip
    write(team, "Failover test", MORNING)
    heard = []
    digest_posted.connect(lambda **facts: heard.append(facts["digest"].day))
    assert post_due_digests(MORNING) == 0
    for _ in range(3):
        assert post_due_digests(AFTER) == 1
    digest = PostedStandup.objects.get()
    assert (digest.day, digest.answered, digest.expected) == (DAY, 1, 2)
    told = Notification.objects.filter(key=f"digest:{digest.pk}")
    assert {one.title for one in told} == {f"Standup of {DAY:%A}: 1 of 2 wrote"}
    assert heard == [DAY]
    digest_posted._receivers.pop()


def test_nothing_is_posted_on_days_of_meeting_holidays_and_weekends(team):
    _agree(team, [0, 1, 2, 3, 4])
    for day in (26, 27, 28, 29):  # Good Friday to Easter Monday
        assert post_due_digests(datetime(2027, 3, day, 12, 0, tzinfo=UTC)) == 0
    _agree(team, [3])
    assert post_digest(team=team, day=DAY, now=AFTER) is None
    assert not PostedStandup.objects.exists()


def test_a_day_on_which_nobody_works_cannot_be_written(team):
    with pytest.raises(Invalid) as refusal:
        _agree(team, [6])
    assert refusal.value.field == "written_on"


def test_who_is_on_leave_is_not_waited_for(team):
    away = make_member(team, name="Leo", now=LONG_AGO)
    enter_absence(organisation=team.organisation, user=away, first_day=DAY, last_day=DAY, actor=away, now=LONG_AGO)
    assert away not in queries.expected_on(team, DAY)
    assert away in queries.expected_on(team, DAY + timedelta(1))


def test_history_is_found_by_words_and_by_person(team):
    other = make_member(team, name="Aisha", now=LONG_AGO)
    write(team, "Failover test with Leo", MORNING)
    write(team, "Strip on ward 4", MORNING, user=other)
    found = queries.search_answers
    assert [one.user for one in found(team, text="leo FAILOVER")] == [owner_of(team)]
    assert [one.user for one in found(team, user_id=other.pk)] == [other]
    assert found(team, text="100%_") == []
    shown = signed_in(other).get(f"/t/{team.organisation.slug}/{team.slug}/standup/history/?q=strip&person=x\x00")
    assert "Strip on ward 4" in shown.content.decode()
    assert "Failover" not in shown.content.decode()


@pytest.mark.parametrize("day", ["", "yesterday", "2027-02-31", "1999-01-01", "\x00"])
def test_a_browsers_nonsense_for_a_day_is_refused_in_words(team, day):
    address = f"/t/{team.organisation.slug}/{team.slug}/standup/write/"
    answer = signed_in(owner_of(team)).post(address, {"day": day, "today": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code in (400, 409), answer.json()["field"]) == (True, "day")


@pytest.mark.parametrize("cutoff", ["", "25:00", "ten", "10:0x"])
def test_a_cut_off_that_is_no_time_is_refused_at_its_field(team, cutoff):
    address = f"/t/{team.organisation.slug}/{team.slug}/standup/agree/"
    answer = signed_in(owner_of(team)).post(address, {"cutoff": cutoff}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json()["field"]) == (400, "cutoff")
