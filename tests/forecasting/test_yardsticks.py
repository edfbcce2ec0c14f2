"""The methods that the engine is measured against, by values known without them."""

import pytest

from bench import yardsticks as field
from forecasting.release_scoring import score_releases
from forecasting.rules import finish

GOLDEN = [21, 34, 18, 27, 30, 25]


def test_the_candidate_has_the_published_quantiles():
    said = field.candidate(GOLDEN)
    assert (said.p10, said.p50, said.p90) == pytest.approx((10.098, 24.219, 50.968), abs=5e-4)


def test_the_candidate_has_the_published_release():
    done = field.candidate_release(GOLDEN, 200)
    published = {4: 0.073, 6: 0.283, 8: 0.562, 10: 0.785, 12: 0.912}
    assert {sprints: done[sprints - 1] for sprints in published} == pytest.approx(published, abs=5e-4)


def test_the_bootstrap_draws_from_the_past_only():
    assert field.bootstrap_release([20, 20, 20], 60)[:4] == [0, 0, 1, 1]


def test_a_release_forecast_that_knows_the_future_has_no_loss():
    certain = [float(count >= 4) for count in range(1, 61)]
    found = score_releases(
        {"even": [10.0] * 30}, [3], lambda history, work: certain if work == 40 else finish(history, work)
    )
    assert found.forecasts == sum(max(0, 27 - 3 * work + 1) for work in (2, 4, 8))
    assert score_releases({"even": [10.0] * 15}, [3], lambda history, work: certain).coverage["50"] < 1


def test_work_that_outlasts_what_was_seen_counts_as_later_and_not_as_left_out():
    slow = {"slow": [10.0] * 3 + [1.0] * 6}
    sure = score_releases(slow, [3], lambda history, work: [1.0] * 60)
    doubtful = score_releases(slow, [3], lambda history, work: [0.0] * 60)
    assert (sure.forecasts, doubtful.rps) == (1 + 1 + 0, 0) or sure.rps > doubtful.rps
