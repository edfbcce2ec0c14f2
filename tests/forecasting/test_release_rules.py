"""What is said about a release, from points and dates alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import rules
from forecasting.releases.rules.burn_up import Boundary, Piece, burn_up, growth_per_sprint, growth_since
from forecasting.releases.rules.forecast import Lack, Situation, forecast_of
from forecasting.releases.rules.plan import Changes, Plan, Stop
from forecasting.releases.rules.what_if import choose_cut, levers, sentence_of
from forecasting.releases.rules.words import Said, day_text, percent
from forecasting.rules import prior_of

HISTORY = [21, 34, 18, 27, 30, 25]
TODAY = date(2026, 11, 2)
STOPS = [Stop(7 + n, TODAY + timedelta(11 + 14 * n)) for n in range(60)]
PLAN = Plan(HISTORY, prior_of([]), STOPS, backlog=100.0)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)

points = st.floats(1, 400)
shares = st.floats(0.1, 1)


def piece(number, size, *, done=None, epic=None, since=NOW - timedelta(300), counts=True):
    return Piece(number, f"P-{number}", f"Story {number}", counts, epic, number, ((since, size),), done)


def situation(*pieces, history=HISTORY, target=None, **fields):
    frame = Plan(history, prior_of([]), STOPS, 0.0, target=target)
    known = {"release": 1, "name": "2.4", "goal": "", "pace_percent": 100, "created_at": NOW, "today": TODAY}
    return Situation(**known | fields, pieces=pieces, boundaries=(), since=None, frame=frame)


def test_the_chances_are_those_of_the_engine_on_the_days_on_which_sprints_end():
    said = rules.finish(HISTORY, 100.0)
    assert [chance.chance for chance in PLAN.chances] == said
    assert [chance.day for chance in PLAN.chances] == [stop.day for stop in STOPS]


def test_half_of_the_pace_takes_as_long_as_twice_the_work():
    assert replace(PLAN, pace=0.5).chances == replace(PLAN, backlog=200.0).chances


@settings(max_examples=15, deadline=None)
@given(points, points, shares)
def test_less_scope_more_capacity_and_no_growth_never_come_later(backlog, cut, capacity):
    plan = replace(PLAN, backlog=backlog, growth=2.0)
    for better in (Changes(cut=cut), Changes(capacity=1 / capacity), Changes(frozen=True)):
        pairs = zip(plan.chances, plan.changed(better).chances, strict=True)
        assert all(after.chance >= before.chance - 1e-9 for before, after in pairs)
    fewer = plan.changed(Changes(capacity=capacity)).chances
    assert all(after.chance <= before.chance + 1e-9 for before, after in zip(plan.chances, fewer, strict=True))


@settings(max_examples=15, deadline=None)
@given(points)
def test_quoted_days_keep_their_word_and_their_order(backlog):
    plan = replace(PLAN, backlog=backlog)
    reached = [quote.reached for quote in plan.quotes if quote.reached]
    assert [chance.day for chance in reached] == sorted(chance.day for chance in reached)
    for quote in plan.quotes:
        assert quote.reached is None or plan.by(quote.reached.day) >= quote.probability


@settings(max_examples=15, deadline=None)
@given(points, st.floats(0, 200))
def test_the_bands_of_the_fan_lie_in_one_another_and_never_above_the_scope(backlog, done):
    for step in replace(PLAN, backlog=backlog, growth=1.0).fan(done):
        row = [step.low_95, step.low_80, step.low_50, step.middle, step.high_50, step.high_80, step.high_95]
        assert row == sorted(row)
        assert done <= row[0]
        assert row[-1] <= step.scope


def test_a_day_before_the_first_sprint_ends_is_too_early_unless_nothing_is_left():
    assert PLAN.by(TODAY) == 0
    assert replace(PLAN, backlog=0.0).by(TODAY) == 1
    assert PLAN.by(STOPS[5].day + timedelta(3)) == PLAN.chances[5].chance


def test_the_burn_up_knows_scope_and_done_points_of_then():
    one = piece(1, 5.0, done=NOW - timedelta(20))
    grown = Piece(2, "P-2", "Grown", True, None, 2, ((NOW - timedelta(50), 3.0), (NOW - timedelta(10), 8.0)), None)
    ends = [Boundary(n, TODAY - timedelta(days), NOW - timedelta(days)) for n, days in ((4, 400), (5, 40), (6, 0))]
    assert [(burn.scope, burn.done) for burn in burn_up([one, grown], ends, usual=4)] == [(0, 0), (8, 0), (13, 5)]


def test_growth_is_what_sprints_added_since_the_release_was_made():
    ends = [Boundary(n, TODAY, NOW - timedelta(14 * (4 - n))) for n in range(5)]
    old, new = piece(1, 5.0), piece(2, 6.0, since=NOW - timedelta(20))
    assert growth_since([old, new], ends, NOW - timedelta(60), usual=5) == [0, 0, 6, 0]
    assert growth_since([old, new], ends, NOW - timedelta(15), usual=5) == [0]


def test_growth_is_not_assumed_before_three_sprints_have_shown_it():
    assert growth_per_sprint([30.0, 30.0]) == 0
    assert growth_per_sprint([3.0, 0.0, 3.0]) == 2


def test_a_story_that_was_estimated_later_has_not_made_the_scope_grow():
    late = Piece(1, "P-1", "Late", True, None, 1, ((NOW - timedelta(90), None), (NOW - timedelta(10), 4.0)), None)
    assert {late.size_at(NOW - timedelta(day), usual=4) for day in (80, 20, 5)} == {4}


def test_an_open_story_without_an_estimate_counts_as_the_average():
    forecast = forecast_of(situation(piece(1, 3.0), piece(2, 5.0), piece(3, None), piece(4, None, counts=False)))
    assert (forecast.unestimated, forecast.assumed, forecast.remaining) == (1, 4.0, 12.0)


@pytest.mark.parametrize(
    ("pieces", "history", "lack"),
    [
        ((), HISTORY, Lack.SCOPE),
        ((piece(1, None),), HISTORY, Lack.ESTIMATES),
        ((piece(1, 5.0),), HISTORY[:2], Lack.PAST),
        ((piece(1, 5.0),), [0, 0, 0], Lack.PAST),
    ],
)
def test_without_scope_estimates_or_a_past_nothing_is_promised(pieces, history, lack):
    forecast = forecast_of(situation(*pieces, history=history, target=TODAY))
    assert forecast.missing.lack == lack
    assert (forecast.chances, forecast.dates, forecast.fan, forecast.by_target) == ((), (), (), None)
    assert str(forecast.sentence).startswith("No date yet for 2.4: ")


def test_a_release_with_nothing_left_is_done_and_says_since_when():
    forecast = forecast_of(situation(piece(1, 5.0, done=NOW - timedelta(3)), history=[]))
    assert (forecast.is_done, forecast.done_on, forecast.missing) == (True, date(2026, 10, 30), None)
    assert str(forecast.sentence) == "2.4 is done."


def test_what_a_running_sprint_has_done_is_still_to_do_when_it_started():
    since = Boundary(7, TODAY - timedelta(4), NOW - timedelta(4))
    before, during, open_one = piece(1, 5.0, done=NOW - timedelta(9)), piece(2, 3.0, done=NOW), piece(3, 8.0)
    forecast = forecast_of(replace(situation(before, during, open_one), since=since))
    assert (forecast.left_then, forecast.done_then, forecast.remaining, forecast.done) == (11, 5, 8, 8)


def test_the_same_numbers_have_the_same_version_and_others_another():
    one, same = (forecast_of(situation(piece(1, 5.0))).version for _ in range(2))
    assert one == same
    assert forecast_of(situation(piece(1, 8.0))).version != one


def test_the_sentence_says_the_likely_day_and_the_target():
    forecast = forecast_of(situation(piece(1, 100.0), target=STOPS[3].day))
    likely = next(chance for chance in forecast.chances if chance.chance >= 0.85)
    assert str(forecast.sentence) == f"2.4 is {percent(likely.chance)} likely by {day_text(likely.day, TODAY)}."
    assert f"By your target of 25 December it is {percent(forecast.by_target)} likely." in str(forecast.more)


def test_a_name_with_braces_is_said_as_it_is():
    assert str(forecast_of(situation(piece(1, 100.0), name="{0} {x}")).sentence).startswith("{0} {x} is ")


def test_probabilities_are_never_said_to_be_all_or_none():
    assert [percent(chance) for chance in (0, 0.004, 0.5, 0.996, 1)] == ["under 1%", "under 1%", "50%"] + [
        "over 99%"
    ] * 2


def test_a_cut_takes_whole_epics_and_then_what_fits_from_the_end_of_the_order():
    pieces = [piece(1, 5.0), piece(2, 8.0, epic=9), piece(3, 3.0), piece(4, 13.0)]
    cut = choose_cut(pieces, 8, usual=5, epics=[9])
    assert ([one.story for one in cut.pieces], cut.points) == ([2, 3, 1], 16)
    assert cut.in_words == "“Story 2” (8), “Story 3” (3) and “Story 1” (5)"


def test_levers_say_what_they_would_bring_and_the_best_stands_first():
    plan = replace(PLAN, growth=3.0, target=STOPS[4].day)
    found = levers(plan, [piece(n, 10.0, epic=1 if n < 4 else None) for n in range(10)], 10, {1: "Night"}, TODAY)
    gains = [lever.chance for lever in found if lever.is_gain]
    assert gains == sorted(gains, reverse=True)
    epic = next(lever for lever in found if "Night" in lever.text)
    assert epic.chance == plan.changed(Changes(cut=40)).by(plan.target)
    assert [lever.is_gain for lever in found][-1] is False


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (Changes(), "As planned, "),
        (Changes(capacity=0.9), "With 90% of the capacity, "),
        (Changes(cut=5.0, capacity=0.9, frozen=True), "With 5 points less, 90% of the capacity and no new scope, "),
    ],
)
def test_a_what_if_is_said_in_a_sentence(changes, said):
    cut = choose_cut([piece(1, 5.0)], changes.cut, usual=5)
    plan = replace(PLAN, target=STOPS[4].day).changed(changes)
    assert sentence_of(changes, cut, plan, TODAY)[0] == f"{said}8 January is "


def test_words_stand_without_values():
    assert str(Said("")) == ""
