"""Scores against cases whose answer is known without running the code."""

from statistics import NormalDist

import pytest

from forecasting.rules import PROBABILITIES, NextSprint
from forecasting.scoring import mean_and_deviation, score


def always(line):
    """A method that says the same for every quantile, whatever the history."""
    return lambda history: NextSprint(*[line] * len(PROBABILITIES))


def uniform(history):
    """The true quantiles of a team whose sprints are spread evenly from 0 to 1."""
    return NextSprint(*PROBABILITIES)


def test_a_team_too_short_for_one_forecast_has_no_score():
    assert score({"young": [20, 21, 22]}, [3]) is None


def test_every_run_of_every_length_is_one_forecast():
    found = score({"a": [20, 21, 22, 23, 24, 25]}, [3, 4])
    assert (found.teams, found.forecasts, found.refused) == (1, 3 + 2, 0)


def test_refusals_are_counted_and_not_scored():
    found = score({"a": [0, 0, 0, 5, 6]}, [3])
    assert (found.forecasts, found.refused) == (1, 1)


def test_a_line_below_everything_is_always_reached_and_never_contains():
    found = score({"a": [20, 21, 22, 23, 24]}, [3], always(0))
    assert found.coverage == {"50": 0, "80": 0, "90": 0, "at_least_85": 1}
    assert found.coverage_error == pytest.approx((0.5 + 0.8 + 0.9 + 0.15) / 4)


def test_every_team_weighs_the_same_however_long_it_is():
    teams = {"long": [1.0, 2.0] * 50, "short": [10.0, 20.0, 10.0, 20.0]}
    found = score(teams, [3], always(5))
    assert found.coverage["at_least_85"] == pytest.approx((0 + 1) / 2)


def test_a_method_that_knows_the_distribution_covers_what_it_promises():
    evenly = [(place * 0.618033988749895) % 1 for place in range(1, 4001)]  # golden-ratio sequence: even, unordered
    found = score({"a": evenly}, [3], uniform)
    assert found.coverage_error < 0.002
    assert found.pinball < 0.85


def test_the_yardstick_scores_one_against_itself():
    assert score({"a": [20, 31, 22, 18, 27, 25]}, [3], mean_and_deviation).pinball == pytest.approx(1)


def test_the_yardstick_is_the_normal_quantile_of_mean_and_deviation():
    said = mean_and_deviation([10, 20, 30])
    assert (said.p50, said.p90) == pytest.approx((20, NormalDist(20, 10).inv_cdf(0.9)))


def test_a_method_that_says_what_comes_has_no_loss_while_a_far_one_loses_more_than_the_yardstick():
    steady = {"a": [20, 22, 20, 20, 20]}
    assert score(steady, [3], always(20)).pinball == 0
    assert score(steady, [3], always(60)).pinball > 5


def test_nothing_to_compare_with_is_said_as_none():
    assert score({"a": [20, 20, 20, 20]}, [3]).pinball is None
