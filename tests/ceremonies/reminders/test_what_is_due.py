"""Who is reminded of what, and when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from ceremonies.meeting.rules import Kind
from ceremonies.models import Action
from ceremonies.poker.services.hosting import open_room, start_room
from ceremonies.poker.services.queueing import queue_stories
from ceremonies.reminders.rules import weeks_overdue
from ceremonies.reminders.services import remind_all
from ceremonies.schedule.services import schedule_ceremony
from stories.impediments.services import raise_impediment
from stories.models import Impediment
from teams.availability.services.absences import enter_absence
from teams.rules import TeamRole
from tests.factories import NOW, make_member, make_running_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team(time_zone="Europe/Berlin")


def told(person, kind=None):
    rows = person.notifications.order_by("pk")
    return [row.title for row in (rows.filter(kind=kind) if kind else rows)]


def standup(team, at=time(9, 15)):
    schedule_ceremony(
        team=team, kind=Kind.STANDUP, rhythm="weekly", weekdays=[0, 1, 2, 3, 4], at=at, minutes=15,
        actor=owner_of(team), now=NOW,
    )  # fmt: skip


def berlin(day, hour, minute=0):
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def test_a_ceremony_is_announced_ten_minutes_before_and_not_once_it_has_begun(team):
    standup(team)
    assert remind_all(now=berlin(3, 9, 4)) == 0
    assert remind_all(now=berlin(3, 9, 16)) == 0
    assert remind_all(now=berlin(3, 9, 6)) == 1
    assert remind_all(now=berlin(3, 9, 14)) == 0
    assert told(owner_of(team)) == ["Standup begins at 09:15"]


def test_a_ceremony_that_moves_is_announced_at_its_new_time(team):
    standup(team)
    remind_all(now=berlin(3, 9, 6))
    standup(team, time(10, 0))
    assert remind_all(now=berlin(3, 9, 55)) == 1


def test_on_the_day_of_the_change_of_clocks_a_standup_at_a_doubled_time_is_announced_once(team):
    team.working_days = list(range(7))
    team.save()
    schedule_ceremony(
        team=team, kind=Kind.STANDUP, rhythm="weekly", weekdays=[6], at=time(2, 30), minutes=15, actor=owner_of(team),
        now=NOW,
    )  # fmt: skip
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert sum(remind_all(now=start + timedelta(minutes=5 * step)) for step in range(36)) == 1


def test_whoever_is_away_is_not_told_of_the_day(team):
    person = make_member(team)
    day = date(2026, 11, 3)
    enter_absence(
        organisation=team.organisation, user=person, kind="holiday", first_day=day, last_day=day, actor=person, now=NOW
    )
    standup(team)
    remind_all(now=berlin(3, 9, 6))
    assert told(person) == []
    assert told(owner_of(team)) == ["Standup begins at 09:15"]


def test_the_middle_of_a_sprint_offers_a_refinement_and_its_last_day_says_what_is_open(team):
    keeper, member = make_member(team, TeamRole.PRODUCT_OWNER), make_member(team)
    make_story(team, "Ready and waiting", points=5)
    sprint = make_running_sprint(team)
    for day in range(2, 15):
        for hour in (7, 8, 12):
            remind_all(now=berlin(day, hour))
    assert told(keeper, "sprint") == [f"The middle of {sprint}: time to refine", f"{sprint} ends today"]
    assert told(member, "sprint") == [f"{sprint} ends today"]
    middle, last = keeper.notifications.filter(kind="sprint").order_by("pk")
    assert (middle.text, last.text) == ("5 points are ready for the next sprint.", "3 points are open.")
    assert middle.created_at == berlin(9, 8)


def test_an_overdue_action_reminds_its_owner_the_day_after_and_then_weekly(team):
    person = make_member(team)
    Action.objects.create(
        team=team, title="Split stories", owner=person, due_on=date(2026, 11, 3), measure="None over 8"
    )
    for day in range(2, 21):
        remind_all(now=berlin(day, 9))
    assert [row.created_at.day for row in person.notifications.order_by("pk")] == [4, 11, 18]
    assert [weeks_overdue(date(2026, 11, 3), date(2026, 11, day)) for day in (3, 4, 10, 11)] == [None, 0, 0, 1]


def test_an_impediment_reminds_its_owner_every_two_days_until_it_is_resolved(team):
    person = make_member(team)
    raise_impediment(team=team, title="No certificate", actor=owner_of(team), now=NOW)
    Impediment.objects.update(owner=person)
    for day in range(2, 8):
        remind_all(now=berlin(day, 12))
    assert told(person) == [f"“No certificate” is open for {days} days" for days in (2, 4)]


def test_votes_without_a_meeting_remind_before_they_end(team):
    stakeholder, member = make_member(team, TeamRole.STAKEHOLDER), make_member(team)
    meeting = open_room(team=team, actor=owner_of(team), now=NOW, title="Before Wednesday")
    queue_stories(meeting=meeting, stories=[make_story(team, points=None)], now=NOW)
    start_room(meeting=meeting, actor=owner_of(team), now=NOW)
    meeting.poker.deadline = berlin(3, 15)
    meeting.poker.save()
    assert remind_all(now=berlin(3, 12, 59)) == 0
    remind_all(now=berlin(3, 13, 1))
    assert (told(member), told(stakeholder)) == (["Votes in “Before Wednesday” end at 15:00"], [])
