"""When a child that ended is started again: a pure decision."""

from itertools import pairwise

import pytest

from scrum.supervisor import rules


def test_the_first_restart_comes_almost_at_once():
    assert rules.pause(1) <= 0.5


def test_pauses_grow_with_each_failure_and_stay_below_ten_seconds():
    pauses = [rules.pause(failures) for failures in range(1, 100)]
    assert all(earlier <= later for earlier, later in pairwise(pauses))
    assert pauses[0] < pauses[2]
    assert max(pauses) < 10


@pytest.mark.parametrize(("before", "lived", "after"), [(0, 0.1, 1), (4, 0.1, 5), (4, rules.STEADY, 1)])
def test_a_child_that_had_started_well_is_forgiven(before, lived, after):
    assert rules.failures_in_a_row(before, lived) == after
