"""What finished sprints add up to."""

import pytest

from forecasting.velocity.rules import FinishedSprint, Predictability, in_words, together


def sprint(number=1, *, committed=0.0, added=0.0, removed=0.0, reestimated=0.0, carried=0.0, completed=0.0):
    return FinishedSprint(number, committed, added, removed, reestimated, carried, completed)


def test_shares_are_of_what_was_committed():
    kept = Predictability.of([sprint(committed=30, completed=24, carried=6), sprint(committed=20, completed=21)])
    assert (kept.completed_share, kept.carried_share) == (0.9, 0.12)


def test_scope_that_shrank_counts_as_changed_like_scope_that_grew():
    sprints = [sprint(committed=20, added=3, reestimated=-2), sprint(committed=20, removed=1, reestimated=2)]
    assert Predictability.of(sprints).changed_share == (3 + 1 + 2 + 2) / 40


def test_the_sprint_that_carried_most_is_named():
    sprints = [sprint(7, committed=9, carried=2), sprint(8, committed=9, carried=5), sprint(9, committed=9)]
    assert Predictability.of(sprints).most_carried.number == 8


def test_a_sprint_that_committed_to_nothing_does_not_count_as_kept():
    kept = Predictability.of([sprint(completed=14), sprint(committed=10, completed=9)])
    assert (kept.committed, kept.completed) == (10, 9)


def test_without_any_commitment_there_is_nothing_to_keep():
    assert Predictability.of([sprint(completed=14)]) is None
    assert Predictability.of([]) is None


def test_together_adds_every_column_and_counts_the_sprints():
    both = together([sprint(14, committed=5, carried=1, completed=4), sprint(15, added=2, completed=2)])
    assert both == sprint(2, committed=5, added=2, carried=1, completed=6)


@pytest.mark.parametrize(("points", "said"), [(0, "0"), (2.44, "2.4"), (3.0, "3"), (9.96, "10"), (28.8, "29")])
def test_points_are_said_whole_from_ten_on(points, said):
    assert in_words(points) == said
