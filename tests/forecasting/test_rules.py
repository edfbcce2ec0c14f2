"""The engine's promises: known values, and what holds for every history."""

import subprocess
import sys
from dataclasses import astuple
from itertools import pairwise

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.rules import (
    HORIZONS,
    PROBABILITIES,
    Refusal,
    UnusableNumber,
    at_usual_length,
    chance,
    finish,
    next_sprint,
    prior_of,
    progress,
    scope_growth,
    sprints_until,
)
from forecasting.rules.pace import DRIFT, Pace
from forecasting.rules.spread import SPREADS, posterior, usual_prior

GOLDEN = [21, 34, 18, 27, 30, 25]

points = st.floats(min_value=0.5, max_value=200)
histories = st.lists(st.just(0) | points, min_size=3, max_size=70).filter(lambda history: any(history[-60:]))
backlogs = st.floats(min_value=0, max_value=5000)
capacities = st.floats(min_value=0, max_value=2)


def test_the_next_sprint_has_these_quantiles():
    coming = next_sprint(GOLDEN)
    assert (coming.p10, coming.p50, coming.p90) == pytest.approx((16.658, 25.546, 36.248), abs=5e-4)


def test_a_release_has_these_probabilities():
    done = finish(GOLDEN, 200)
    known = {4: 0.0242, 6: 0.1364, 8: 0.6047, 10: 0.8913, 12: 0.9561}
    assert {sprints: done[sprints - 1] for sprints in known} == pytest.approx(known, abs=5e-5)


def test_numbers_that_a_simulation_of_the_same_model_finds():
    """Spread, pace and sprints drawn by NumPy, without a single line of the closed form."""
    dice = numpy.random.default_rng(4)
    weights = 2.0 ** (-numpy.arange(6)[::-1] / 4)
    weights /= weights.sum()
    evidence, level = min(1 / (weights @ weights), 6), weights @ GOLDEN
    spreads = dice.choice(SPREADS, 400_000, p=posterior(GOLDEN, usual_prior()))
    shape = 1 / spreads**2
    evidence = 1 / (1 / evidence + DRIFT * 7)
    rate = dice.gamma(evidence * shape) / (evidence * level)
    assert finish(GOLDEN, 200)[7] == pytest.approx((dice.gamma(8 * shape) / rate >= 200).mean(), abs=0.004)


def test_a_release_is_answered_for_sixty_sprints_unless_asked_for_fewer():
    assert len(finish(GOLDEN, 200)) == HORIZONS == 60
    assert finish(GOLDEN, 200, horizons=5) == finish(GOLDEN, 200)[:5]


def test_an_empty_backlog_is_done_at_once_even_without_capacity():
    assert finish(GOLDEN, 0, horizons=2, capacity=0) == [1, 1]


def test_a_sprint_without_capacity_brings_nothing_and_the_release_waits_for_the_next():
    assert set(astuple(next_sprint(GOLDEN, capacity=0))) == {0}
    assert finish(GOLDEN, 20, horizons=2, capacity=0)[0] == 0 < finish(GOLDEN, 20, horizons=2, capacity=0)[1]


def never_above(less, more):
    """Whether no value of ``less`` exceeds its partner, but for the last digits of a float."""
    return all(a <= b + 1e-9 * (1 + b) for a, b in zip(less, more, strict=True))


@given(histories)
def test_a_higher_probability_never_brings_fewer_points(history):
    quantiles = astuple(next_sprint(history))
    assert quantiles == tuple(sorted(quantiles))
    assert quantiles[0] >= 0


@given(st.lists(points, min_size=3, max_size=12))
def test_the_chance_to_reach_a_quantile_is_what_the_quantile_says(history):
    quantiles = astuple(next_sprint(history))
    assert [chance(history, line) for line in quantiles] == pytest.approx(
        [1 - share for share in PROBABILITIES], abs=1e-6
    )


@given(histories, backlogs, capacities)
def test_more_sprints_never_make_a_finish_less_likely(history, backlog, capacity):
    done = finish(history, backlog, capacity=capacity)
    assert done == sorted(done)
    assert min(done) >= 0
    assert max(done) <= 1


@given(histories, backlogs, backlogs)
def test_a_larger_backlog_is_never_done_earlier(history, one, other):
    small, large = sorted((one, other))
    assert never_above(finish(history, large), finish(history, small))


@given(histories, backlogs, capacities, capacities)
def test_more_capacity_never_means_later(history, backlog, one, other):
    less, more = sorted((one, other))
    late, early = (finish(history, backlog, capacity=share) for share in (less, more))
    assert never_above(late, early)


@given(histories, capacities, capacities)
def test_more_capacity_never_means_fewer_points(history, one, other):
    less, more = sorted((one, other))
    assert never_above(astuple(next_sprint(history, less)), astuple(next_sprint(history, more)))


@given(histories, backlogs, st.floats(min_value=0.001, max_value=1000))
def test_the_unit_of_estimation_does_not_matter(history, backlog, unit):
    scaled = [value * unit for value in history]
    assert astuple(next_sprint(scaled)) == pytest.approx(
        [unit * value for value in astuple(next_sprint(history))], rel=1e-6
    )
    # The sum may round to another last digit, which a chance near 0 or 1 does not show.
    assert finish(scaled, min(backlog, 1000) * unit) == pytest.approx(finish(history, min(backlog, 1000)), abs=1e-9)


@given(histories, st.lists(points, max_size=5))
def test_what_is_older_than_sixty_sprints_is_forgotten(history, older):
    recent = (history * 20)[-60:]
    if any(recent):
        assert next_sprint(older + recent) == next_sprint(recent)


@given(histories)
def test_the_same_sprints_promise_most_in_rising_and_least_in_falling_order(history):
    rising = sorted(history)
    falling, given, best = (Pace.of(order, usual_prior()).level for order in (rising[::-1], history, rising))
    assert never_above([falling, given], [given, best])


@given(st.permutations([[20, 21, 19, 22], [2, 45, 20, 5], [8, 9, 13, 7], [0, 3, 1]]))
def test_the_order_of_the_other_teams_does_not_matter(others):
    assert prior_of(others) == pytest.approx(prior_of(sorted(others)))


@given(histories, backlogs, st.floats(min_value=0, max_value=50), st.floats(min_value=0, max_value=50))
def test_a_scope_that_grows_faster_is_never_done_earlier(history, backlog, one, other):
    slow, fast = sorted((one, other))
    assert never_above(finish(history, backlog, growth=fast), finish(history, backlog, growth=slow))


@given(histories, capacities)
def test_the_fan_rises_with_time_and_with_probability(history, capacity):
    fan = progress(history, (0.025, 0.1, 0.5, 0.9, 0.975), 6, capacity)
    assert all(row == sorted(row) for row in fan)
    assert all(never_above(*pair) for pair in pairwise(fan))


def test_the_fan_and_the_finish_are_one_forecast():
    done = finish(GOLDEN, 200)
    assert [row[0] for row in progress(GOLDEN, (1 - done[7],), 8)][7] == pytest.approx(200, rel=1e-4)


def test_what_other_teams_taught_moves_the_spread_of_a_young_team():
    steady, wild = [[20, 21, 19, 20, 22, 20]] * 6, [[2, 45, 20, 5, 40, 8]] * 6
    young = [20, 25, 16]

    def width(prior):
        return next_sprint(young, prior=prior).p90 - next_sprint(young, prior=prior).p10

    assert width(prior_of(steady)) < width(prior_of([])) < width(prior_of(wild))


def test_a_team_with_a_long_past_is_known_by_it_and_not_by_others():
    own = [20, 25, 16, 21, 28, 19, 22, 24, 18, 23] * 3
    alone, among = next_sprint(own), next_sprint(own, prior=prior_of([[2, 45, 20, 5, 40, 8]] * 6))
    assert astuple(among) == pytest.approx(astuple(alone), rel=0.06)


def test_teams_too_young_to_say_anything_teach_nothing():
    assert prior_of([[], [3, 4], [0, 0, 0, 0]]) == pytest.approx(usual_prior())


def test_a_date_is_the_first_sprint_that_is_sure_enough():
    assert sprints_until([0.2, 0.5, 0.85, 0.9], 0.85) == 3
    assert sprints_until([0.2, 0.5], 0.85) is None


def test_scope_grows_by_its_latest_changes_and_never_shrinks_on():
    assert scope_growth([100, *[2.0] * 8]) == 2
    assert (scope_growth([]), scope_growth([-3, -4])) == (0, 0)


def test_a_short_sprint_counts_as_what_a_usual_one_would_have_brought():
    assert (at_usual_length(10, 0.5), at_usual_length(10, 2), at_usual_length(1, 0.01)) == (20, 5, 4)


def test_recent_sprints_count_more():
    assert next_sprint([10, 10, 10, 30, 30]).p50 > next_sprint([30, 30, 10, 10, 10]).p50


def test_a_steady_past_gives_a_narrower_band_than_a_wild_one():
    steady, wild = next_sprint([20, 21, 19, 20, 20, 20]), next_sprint([2, 45, 20, 5, 40, 8])
    assert steady.p90 / steady.p10 < wild.p90 / wild.p10


@pytest.mark.parametrize("history", [[], [21], [21, 34]])
def test_fewer_than_three_sprints_are_refused_with_what_is_missing(history):
    with pytest.raises(Refusal) as refused:
        next_sprint(history)
    assert (refused.value.have, refused.value.need) == (len(history), 3)
    assert str(refused.value) == f"A forecast needs 3 finished sprints, and there are {len(history)}."


@pytest.mark.parametrize("ask", [next_sprint, lambda history: finish(history, 10), lambda history: chance(history, 10)])
def test_sprints_without_a_single_point_are_refused(ask):
    with pytest.raises(Refusal, match="no pace to go by"):
        ask([0, 0, 0, 0])


UNUSABLE = [-1, float("nan"), float("inf"), 1_000_001, 10**400, True, "21", None]


@pytest.mark.parametrize("value", UNUSABLE, ids=lambda value: str(value)[:12])
def test_a_number_no_sprint_can_have_is_named_with_its_place(value):
    with pytest.raises(
        UnusableNumber,
        match=r"^Sprint 2 of the history is .*; it must be a number from 0 to 1,000,000.$",
    ):
        next_sprint([20, value, 20])


@pytest.mark.parametrize("value", UNUSABLE, ids=lambda value: str(value)[:12])
def test_an_unusable_backlog_is_named(value):
    with pytest.raises(UnusableNumber, match=r"^The backlog is "):
        finish(GOLDEN, value)


@pytest.mark.parametrize("value", [-0.1, float("nan"), 11, "half"])
def test_an_unusable_capacity_is_named(value):
    with pytest.raises(UnusableNumber, match=r"^The capacity is .* from 0 to 10.$"):
        next_sprint(GOLDEN, capacity=value)


def test_extreme_but_possible_histories_have_finite_forecasts():
    for history in ([5e-324, 0, 0], [1_000_000, 0, 0], [1e-300, 1_000_000, 1], [1, *[0] * 59]):
        assert all(0 <= value < float("inf") for value in astuple(next_sprint(history)))


def test_a_process_that_never_forecasts_does_not_load_scipy():
    seen = "import sys, forecasting.rules; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0
