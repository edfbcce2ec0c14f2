"""From the first moment in work to Done."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from forecasting.cycle.rules import Cycle, by_size, cycles, summary
from sprints.ledger.rules import Event, EventKind

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def moved(ref, day, category, points=3):
    return Event(EventKind.MOVED, START + timedelta(days=day), ref=ref, points=Decimal(points), category=category)


def test_it_runs_from_the_first_day_in_work_to_the_first_done_that_lasts():
    events = [
        moved(1, 0, "todo"),
        moved(1, 1, "doing"),
        moved(1, 3, "done"),
        moved(1, 4, "review"),
        moved(1, 6, "done"),
    ]
    assert cycles(events) == [Cycle(Decimal(3), 5)]


def test_a_story_never_seen_in_work_or_not_done_has_none():
    assert cycles([moved(1, 0, "todo"), moved(1, 9, "done"), moved(2, 1, "doing")]) == []


def test_it_goes_on_through_sprints_and_counts_once():
    events = [moved(1, 1, "doing"), moved(1, 14, "doing"), moved(1, 16, "done"), moved(1, 30, "done")]
    assert [cycle.days for cycle in cycles(events)] == [15]


def test_fewer_than_three_say_nothing_and_85_percent_is_a_story_that_was():
    found = [Cycle(Decimal(2), days) for days in range(1, 21)]
    assert summary(found[:2]) is None
    told = summary(found)
    assert (told.stories, told.middle, told.most) == (20, 10.5, 17)


def test_sizes_are_told_apart():
    found = [Cycle(Decimal(size), days) for size, days in ((3, 2), (3, 4), ("3.00", 6), (8, 9), (8, 9))]
    assert [(told.points, told.middle) for told in by_size(found)] == [(3, pytest.approx(4))]
