"""Standups' pure decisions."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.standup import rules
from ceremonies.standup.rules import Place, Words
from core.errors import Conflict, Invalid

BERLIN = ZoneInfo("Europe/Berlin")
places = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12).map(
    lambda drawn: [Place(n, f"seat{n}", waits, here) for n, (waits, here) in enumerate(drawn)]
)


@given(places, st.integers(0, 12))
def test_the_word_goes_to_whoever_is_chosen_and_can_speak_else_to_the_first_who_can(order, number):
    able = [place for place in order if place.is_waiting and place.is_here]
    found = rules.following(order, f"seat{number}")
    if f"seat{number}" in [place.seat for place in able]:
        assert found.seat == f"seat{number}"
    else:
        assert found == (able[0] if able else None)


@given(st.floats(-1e5, 1e5), st.integers(0, 200))
def test_a_share_is_half_a_minute_to_three_minutes_however_little_time_is_left(left, waiting):
    assert 30 <= rules.fair_seconds(left, waiting) <= 180


def test_what_is_left_is_shared_among_those_who_wait():
    assert rules.fair_seconds(15 * 60, 9) == 100


@pytest.mark.parametrize(
    ("handed", "is_report"),
    [([], False), ([False, False], False), ([False] * 3, True), ([True, False, False, False], True),
     ([False, False, False, True], False)],
)  # fmt: skip
def test_three_turns_in_a_row_that_somebody_else_calls_are_a_report(handed, is_report):
    assert rules.is_report(handed) is is_report


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 11, 2), time(10), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)),
        # 02:30 does not exist on this day: two and a half hours after midnight it is 03:30.
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(10), datetime(2027, 3, 28, 8, 0, tzinfo=UTC)),
        # 02:30 comes twice on this day: the first one counts.
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_cut_off_is_kept_by_the_teams_clock_on_the_days_of_the_change_too(day, clock, expected):
    assert rules.moment_of(day, clock, BERLIN) == expected


def test_the_next_standup_leaves_out_weekends_and_holidays():
    friday, tuesday = date(2027, 3, 26), date(2027, 3, 30)
    assert rules.standup_day(friday, 1, [0, 1, 2, 3, 4], {date(2027, 3, 29)}) == tuesday
    assert rules.standup_day(tuesday, -1, [0, 1, 2, 3, 4], {date(2027, 3, 29)}) == friday
    assert rules.standup_day(friday, 1, [], set()) is None


def test_other_days_than_the_open_ones_take_no_answer():
    rules.require_answerable(date(2027, 3, 26), [date(2027, 3, 26)])
    with pytest.raises(Conflict) as refusal:
        rules.require_answerable(date(2027, 3, 25), [date(2027, 3, 26)])
    assert refusal.value.field == "day"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words(" ", "\x00", "\n"), "today"),
        (Words("x" * 601), "yesterday"),
        (Words("", "", "y" * 601), "in_the_way"),
    ],
)
def test_answers_that_say_nothing_or_too_much_are_refused_at_their_field(words, field):
    with pytest.raises(Invalid) as refusal:
        rules.clean_words(words)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://call.example", "https://", "call", "https://a b", "https://u:p@call.example",
             "https://[", "https://call.example/" + "x" * 300]
)  # fmt: skip
def test_only_https_addresses_are_links_to_a_call(link):
    with pytest.raises(Invalid) as refusal:
        rules.clean_link(link)
    assert refusal.value.field == "call_link"


def test_a_call_link_may_be_left_out():
    assert [rules.clean_link(one) for one in ("  ", " https://call.example/pulse ")] == [
        "",
        "https://call.example/pulse",
    ]


def test_moves_are_told_once_a_story_with_where_it_is_now():
    moves = [("PU-1", "Doing"), ("PU-2", "Review"), ("PU-1", "Done")]
    assert rules.moves_in_words(moves) == "Moved PU-1 to Done and PU-2 to Review."
    assert rules.moves_in_words([]) == ""
