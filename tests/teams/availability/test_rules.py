"""The arithmetic of the calendar: half days of plain dates, shares, and promises above 100 %."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from teams.availability.rules.days import (
    DayState,
    Half,
    Share,
    Span,
    check_span,
    dates,
    explain,
    person_days,
    share_on,
    summed,
)
from teams.availability.rules.overloads import Placement, overloads
from teams.models import Team

MONDAY = date(2026, 11, 2)
WEEKDAYS = [0, 1, 2, 3, 4]
SPRINT = dates(MONDAY, MONDAY + timedelta(11))
DAYS = st.dates(date(2026, 10, 1), date(2027, 1, 31))


@st.composite
def spans(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    from_noon = draw(st.booleans())
    return Span(first, last, from_noon, draw(st.booleans()) if first < last or not from_noon else False)


@st.composite
def shares(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Share(draw(st.integers(0, 100)), first, draw(st.sampled_from([None, last])))


def days_of(*, holidays=None, spans=(), usual=100, shares=()):
    return person_days(SPRINT, weekdays=WEEKDAYS, holidays=holidays or {}, spans=spans, usual=usual, shares=shares)


def test_two_weeks_have_ten_working_days_and_weekends_are_free():
    days = days_of()
    assert summed(days).days == 10
    assert [day.date.weekday() for day in days if day.state == DayState.FREE] == [5, 6]


def test_a_holiday_days_off_and_a_share_are_taken_in_this_order():
    off = Span(date(2026, 11, 5), date(2026, 11, 6))
    total = summed(days_of(holidays={date(2026, 11, 3): "Founders"}, spans=[off], usual=50))
    assert (total.working, total.holidays, total.off, total.days) == (10, 1, 2, Decimal("3.5"))


def test_a_day_off_on_a_holiday_or_a_weekend_costs_nothing_more():
    whole_week = Span(date(2026, 11, 7), date(2026, 11, 9))
    total = summed(days_of(holidays={date(2026, 11, 9): "Memory"}, spans=[whole_week]))
    assert (total.off, total.holidays, total.days) == (0, 1, 9)


@pytest.mark.parametrize(
    ("span", "off"),
    [
        (Span(MONDAY, MONDAY), {Half.MORNING, Half.AFTERNOON}),
        (Span(MONDAY, MONDAY, from_noon=True), {Half.AFTERNOON}),
        (Span(MONDAY, MONDAY, until_noon=True), {Half.MORNING}),
    ],
)
def test_a_half_day_is_the_morning_or_the_afternoon(span, off):
    assert span.halves_on(MONDAY) == off


def test_a_range_may_begin_at_noon_and_end_at_noon():
    days = days_of(spans=[Span(MONDAY, date(2026, 11, 4), from_noon=True, until_noon=True)])
    assert [day.state for day in days[:3]] == [DayState.HALF, DayState.OFF, DayState.HALF]
    assert summed(days).days == 8


def test_the_same_half_day_off_twice_counts_once():
    morning = Span(MONDAY, MONDAY, until_noon=True)
    assert summed(days_of(spans=[morning, morning])).days == Decimal("9.5")


@given(spans(), spans())
def test_spans_overlap_exactly_when_they_share_a_half_day(one, other):
    shared = any(one.halves_on(day) & other.halves_on(day) for day in dates(one.first, one.last))
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(spans(), st.integers(0, 100), st.lists(shares(), max_size=1))
def test_days_lie_between_nothing_and_the_working_days_times_the_share(span, usual, ranges):
    days = days_of(spans=[span], usual=usual, shares=ranges)
    total = summed(days)
    highest = max(total.shares)
    assert 0 <= total.days <= Decimal(total.working * highest) / 100 + Decimal("0.05")
    assert (total.off * 2) % 1 == 0
    assert sum(day.halves + len(day.off) for day in days if day.is_working) == 2 * total.working


@given(spans(), st.integers(1, 100))
def test_one_share_is_a_plain_product(span, usual):
    total = summed(days_of(spans=[span], usual=usual))
    assert abs(total.days - (total.working - total.lost) * usual / 100) <= Decimal("0.05")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 40), spans())
def test_a_period_is_the_sum_of_its_parts(first, length, span):
    days = person_days(dates(first, first + timedelta(length)), weekdays=WEEKDAYS, holidays={}, spans=[span])
    middle = len(days) // 2
    assert summed(days).days == summed(days[:middle]).days + summed(days[middle:]).days


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from(["Europe/Berlin", "America/Lima"]))
def test_the_teams_day_follows_its_own_clock_through_every_change_of_it(naive, zone):
    now = naive.replace(tzinfo=UTC)
    assert Team(time_zone=zone).today(now) == now.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19)])
def test_a_week_with_a_changed_clock_has_five_days(first):
    days = person_days(dates(first, first + timedelta(6)), weekdays=WEEKDAYS, holidays={})
    assert summed(days).days == 5


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (Span(date(1999, 12, 31), MONDAY), "first_day"),
        (Span(MONDAY, date(2101, 1, 1)), "last_day"),
        (Span(MONDAY, MONDAY - timedelta(1)), "last_day"),
        (Span(MONDAY, MONDAY + timedelta(366)), "last_day"),
        (Span(MONDAY, MONDAY, from_noon=True, until_noon=True), "until_noon"),
    ],
)
def test_what_cannot_be_days_off_is_refused_at_its_field(span, field):
    with pytest.raises(Invalid) as refusal:
        check_span(span)
    assert refusal.value.field == field
    assert refusal.value.fix


@pytest.mark.parametrize(
    ("usual", "off", "kinds", "holidays", "said"),
    [
        (100, 0, (), {}, "10 working days"),
        (50, 0, (), {}, "10 working days × 50 %"),
        (50, 2, ("holiday",), {}, "(10 working days − 2 off (holiday)) × 50 %"),
        (100, 2, (), {}, "10 working days − 2 off"),
        (100, 0, (), {MONDAY: "Founders"}, "10 working days − 1 public holiday"),
    ],
)
def test_a_capacity_says_how_it_comes_about(usual, off, kinds, holidays, said):
    away = [Span(date(2026, 11, 10), date(2026, 11, 10) + timedelta(off - 1))] if off else []
    assert explain(summed(days_of(holidays=holidays, spans=away, usual=usual)), kinds) == said


def test_a_share_that_changes_within_the_period_is_told_as_a_range():
    ranges = [Share(40, date(2026, 11, 9))]
    assert explain(summed(days_of(usual=60, shares=ranges))) == "10 working days × 40 to 60 %"
    assert summed(days_of(usual=60, shares=ranges)).days == 5


def test_whoever_belongs_elsewhere_is_neither_here_nor_off():
    days = days_of(shares=[Share(0, MONDAY, MONDAY)])
    assert (days[0].state, summed(days).days, summed(days).off) == (DayState.ELSEWHERE, 9, 0)


def test_exactly_the_whole_is_no_overload():
    assert overloads([Placement("Pulse", 60), Placement("Atlas", 40)], MONDAY) == []


def test_more_than_the_whole_is_told_with_its_parts_and_its_days():
    atlas = Placement("Atlas", 0, (Share(40, date(2026, 11, 9), date(2026, 11, 20)),))
    [over] = overloads([Placement("Pulse", 80), atlas, Placement("Beacon", 0)], MONDAY)
    assert (over.first, over.last, over.percent) == (date(2026, 11, 9), date(2026, 11, 20), 120)
    assert over.parts == (("Pulse", 80), ("Atlas", 40))


def test_an_overload_without_an_end_says_so():
    [over] = overloads([Placement("Pulse", 100), Placement("Atlas", 20)], MONDAY)
    assert (over.first, over.last) == (MONDAY, None)


PLACEMENTS = st.lists(
    st.builds(Placement, st.uuids(), st.integers(0, 100), st.lists(shares(), max_size=1).map(tuple)), max_size=3
)


@given(PLACEMENTS, DAYS)
def test_every_day_above_the_whole_is_in_one_period_and_no_other_day_is(placements, day):
    found = overloads(placements, date(2026, 10, 1))
    total = sum(share_on(day, one.usual, one.shares) for one in placements)
    covering = [over for over in found if Share(0, over.first, over.last).covers(day)]
    assert [over.percent for over in covering] == ([total] if total > 100 else [])
