"""Each numbered event once, however often and in whatever order it comes, up to 10,000 places (TEL-3)."""

import random

from hypothesis import given
from hypothesis import strategies as st

from telemetry_demo.dedupe.rules import PLACES, RANGES, Verdict, Window

NEW, DUPLICATE, LATE = Verdict


def take(window, seqs):
    return [window.take(seq) for seq in seqs]


@given(st.lists(st.integers(1, 60) | st.integers(1, 2**63 - 1), max_size=80))
def test_a_number_is_new_the_first_time_only(seqs):
    seen = set()
    for seq, verdict in zip(seqs, take(Window(), seqs), strict=True):
        assert verdict is (DUPLICATE if seq in seen else NEW)
        seen.add(seq)


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(0, 80))
def test_a_window_that_was_kept_goes_on_as_if_it_never_left(seqs, cut):
    whole, first = Window(), Window()
    assert take(whole, seqs) == take(first, seqs[:cut]) + take(Window(first.ranges), seqs[cut:])


def test_a_number_overtaken_by_exactly_ten_thousand_others_is_new_and_by_one_more_is_late():
    window = Window()
    take(window, [1, *range(4, PLACES + 4)])
    assert window.take(3) is NEW
    take(window, [PLACES + 4])
    assert window.take(2) is LATE
    assert window.take(1) is DUPLICATE  # it is known to have come


def test_any_displacement_of_up_to_ten_thousand_places_is_exact():
    chance = random.Random(3)
    places = sorted(range(1, 30_001), key=lambda seq: seq + chance.uniform(0, PLACES))
    window = Window()
    assert set(take(window, places)) == {NEW}
    assert window.ranges == [(1, 30_000)]
    assert set(take(window, places)) == {DUPLICATE}


def test_one_absurd_number_does_not_make_the_others_late():
    window = Window()
    assert set(take(window, [1, 2, 2**63 - 1, *range(3, 20_000)])) == {NEW}


def test_memory_stays_bounded_when_numbers_leave_gaps_and_what_is_forgotten_is_late():
    window = Window()
    take(window, range(2, 6 * RANGES, 2))
    assert len(window.ranges) <= RANGES
    assert window.take(4) is LATE
    assert window.take(6 * RANGES - 1) is NEW
