"""Which days the calendar shows: what it offers by name, what an address asks for, and what lies beside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.availability import periods
from teams.availability.periods import MOST_DAYS, Period, asked, month_of, neighbours, offered, register_periods

SPRINT = Period("Sprint 3", date(2026, 11, 2), date(2026, 11, 13))
NOVEMBER = Period("November", date(2026, 11, 1), date(2026, 11, 30))
CHOICES = [SPRINT, NOVEMBER]
LONGEST = Period("", date(2026, 11, 2), date(2026, 11, 1) + timedelta(MOST_DAYS))


def test_months_are_offered_after_what_higher_apps_name_and_a_second_registration_changes_nothing(monkeypatch):
    monkeypatch.setattr(periods, "_providers", [])

    def sprints(team, today):
        return [SPRINT]

    register_periods(sprints)
    register_periods(sprints)
    found = offered(None, date(2026, 12, 31))
    assert [one.name for one in found] == ["Sprint 3", "December", "January"]
    assert found[-1].first == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-11-02", "2026-11-13", SPRINT),
        ("2026-11-03", "2026-11-13", Period("", date(2026, 11, 3), date(2026, 11, 13))),
        ("2026-12-01", "2026-12-31", Period("December", date(2026, 12, 1), date(2026, 12, 31))),
        (LONGEST.first.isoformat(), LONGEST.last.isoformat(), LONGEST),
        (LONGEST.first.isoformat(), (LONGEST.last + timedelta(1)).isoformat(), SPRINT),
        ("2026-11-13", "2026-11-02", SPRINT),
        ("1999-12-01", "1999-12-31", SPRINT),
        ("", "2026-11-13", SPRINT),
        ("yesterday", "\x00", SPRINT),
    ],
)
def test_an_address_shows_its_period_by_name_or_the_first_choice_where_it_makes_none(first, last, shown):
    assert asked(first, last, CHOICES) == shown


@given(first=st.dates(date(2001, 1, 1), date(2099, 1, 1)), length=st.integers(1, MOST_DAYS))
def test_earlier_and_later_keep_weekdays_and_length_and_leave_no_gap(first, length):
    period = Period("", first, first + timedelta(length - 1))
    before, after = neighbours(period)
    if period == month_of(first):
        assert (before.last, after.first) == (first - timedelta(1), period.last + timedelta(1))
    else:
        assert {(one.last - one.first).days for one in (before, after)} == {length - 1}
        assert before.first.weekday() == first.weekday() == after.first.weekday()
        assert before.last < first
        assert after.first > period.last
        assert (first - before.last).days <= 7


@pytest.mark.parametrize(
    ("period", "there"),
    [(month_of(date(2000, 1, 1)), (False, True)), (month_of(date(2100, 12, 1)), (True, False))],
)
def test_the_calendar_ends_where_its_dates_do(period, there):
    assert tuple(one is not None for one in neighbours(period)) == there
