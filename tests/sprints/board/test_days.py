"""Ages, days and the burndown are counted in the team's own days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sprints.board.rules import Burndown, SprintDays, burndown, working_days_after
from sprints.ledger.rules import Event
from sprints.rules import working_dates

MONDAY_TO_FRIDAY = frozenset(range(5))
BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")


def days(today, *, zone=UTC, start=date(2027, 1, 4), end=date(2027, 1, 15), weekdays=MONDAY_TO_FRIDAY):
    return SprintDays(start, end, weekdays, zone, today)


@pytest.mark.parametrize("length", range(25))
@pytest.mark.parametrize("weekdays", [MONDAY_TO_FRIDAY, {0, 2, 6}, set(range(7)), set()])
def test_working_days_are_counted_as_if_one_by_one(length, weekdays):
    start = date(2027, 1, 7)
    today = date.fromordinal(start.toordinal() + length)
    one_by_one = len(working_dates(date.fromordinal(start.toordinal() + 1), today, weekdays))
    assert working_days_after(start, today, weekdays) == one_by_one


def test_an_age_never_runs_backwards():
    assert days(date(2027, 1, 4)).age(datetime(2027, 1, 20, tzinfo=UTC)) == 0


def test_the_weekend_does_not_age_a_card():
    friday = datetime(2027, 1, 8, 16, tzinfo=UTC)
    assert days(date(2027, 1, 8)).age(friday) == 0
    assert days(date(2027, 1, 10)).age(friday) == 0
    assert days(date(2027, 1, 11)).age(friday) == 1


def test_the_same_moment_is_another_day_in_another_zone():
    late = datetime(2027, 1, 5, 11, 30, tzinfo=UTC)
    assert days(date(2027, 1, 6), zone=UTC).age(late) == 1
    assert days(date(2027, 1, 6), zone=AUCKLAND).age(late) == 0


def test_the_night_in_which_the_clock_jumps_is_one_day():
    # Summer time begins in Berlin on Sunday 28 March 2027; only 23 hours lie between these two midnights.
    before, after = datetime(2027, 3, 26, 22, 30, tzinfo=UTC), datetime(2027, 3, 28, 22, 30, tzinfo=UTC)
    sprint = days(date(2027, 3, 30), zone=BERLIN, start=date(2027, 3, 22), end=date(2027, 4, 2))
    assert (sprint.age(before), sprint.age(after)) == (2, 1)
    assert (sprint.day_of(before), sprint.day_of(after)) == (5, 6)


@pytest.mark.parametrize(
    ("today", "number", "left", "elapsed", "over"),
    [
        (date(2027, 1, 3), 0, 10, 0, False),
        (date(2027, 1, 4), 1, 9, 0, False),
        (date(2027, 1, 9), 5, 5, 5, False),
        (date(2027, 1, 12), 7, 3, 6, False),
        (date(2027, 1, 15), 10, 0, 9, False),
        (date(2027, 1, 18), 10, 0, 10, True),
    ],
)
def test_where_the_sprint_stands(today, number, left, elapsed, over):
    sprint = days(today)
    assert (sprint.number, sprint.left, sprint.elapsed, sprint.is_over) == (number, left, elapsed, over)


def test_a_story_added_at_the_weekend_belongs_to_the_day_before_it():
    assert days(date(2027, 1, 12)).day_of(datetime(2027, 1, 9, 12, tzinfo=UTC)) == 5


def test_a_story_added_before_the_first_day_counts_as_its_first():
    assert days(date(2027, 1, 12)).day_of(datetime(2027, 1, 2, 12, tzinfo=UTC)) == 1


# The burndown

AT_START = datetime(2027, 1, 4, 9, tzinfo=UTC)


def committed(ref, points):
    return Event("committed", AT_START, ref, str(ref), points=Decimal(points), category="todo")


def done(ref, at):
    return Event("moved", at, ref, str(ref), category="done")


def test_the_burndown_has_the_start_each_day_that_is_over_and_now():
    events = [committed(1, 5), committed(2, 3), done(1, datetime(2027, 1, 5, 12, tzinfo=UTC))]
    scope, line = burndown(events, days(date(2027, 1, 7)))
    assert line.points == (8, 8, 3, 3)
    assert (line.elapsed, line.total) == (3, 10)
    assert line.ideal == Decimal("5.6")
    assert scope.done == 5


def test_on_the_first_day_there_is_only_now():
    _, line = burndown([committed(1, 5)], days(date(2027, 1, 4)))
    assert (line.points, line.ideal) == ((5,), 5)


def test_after_the_end_nothing_ideal_is_left():
    _, line = burndown([committed(1, 5)], days(date(2027, 1, 20)))
    assert (len(line.points), line.ideal, line.elapsed) == (11, 0, 10)


def test_a_story_done_just_before_midnight_counts_for_that_day_in_the_teams_zone():
    before_midnight = datetime(2027, 1, 4, 22, 59, tzinfo=UTC)
    events = [committed(1, 5), done(1, before_midnight)]
    assert burndown(events, days(date(2027, 1, 7), zone=BERLIN))[1].points == (5, 0, 0, 0)
    assert burndown(events, days(date(2027, 1, 7), zone=ZoneInfo("Asia/Tokyo")))[1].points == (5, 5, 0, 0)


def test_every_point_of_the_line_is_the_scope_at_that_moment():
    from sprints.ledger.rules import scope_at

    moments = [datetime(2027, 1, day, 23, 30, tzinfo=UTC) for day in (4, 5, 6, 7)]
    events = [committed(n, n) for n in range(1, 5)] + [done(n, at) for n, at in enumerate(moments, 1)]
    sprint = days(date(2027, 1, 11), zone=BERLIN)
    _, line = burndown(events, sprint)
    expected = [scope_at([e for e in events if e.at < evening]).remaining for evening in sprint.evenings()]
    assert list(line.points[1:-1]) == expected


def test_a_day_off_of_the_whole_team_is_no_day_of_the_sprint():
    sprint = replace(days(date(2027, 1, 7)), free=frozenset({date(2027, 1, 6)}))
    assert (sprint.number, sprint.total, sprint.left, sprint.elapsed) == (3, 9, 6, 2)
    events = [committed(1, 9), done(1, datetime(2027, 1, 6, 12, tzinfo=UTC))]
    assert burndown(events, sprint)[1] == Burndown((9, 9, 0), Decimal(7), elapsed=2, total=9)


def test_a_sprint_without_a_working_day_has_a_board_all_the_same():
    weekend = days(date(2027, 1, 9), start=date(2027, 1, 9), end=date(2027, 1, 10))
    _, line = burndown([committed(1, 5)], weekend)
    assert (weekend.total, weekend.left, line.points, line.ideal) == (0, 0, (5,), 0)
