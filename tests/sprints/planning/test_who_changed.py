"""Who joined or left since the sprints that planning compares with (PPL-7)."""

import pytest

from sprints.planning.rules import RECENT_SPRINTS, TeamChange, team_changes

ADA, BOB = 1, 2


@pytest.mark.parametrize(
    ("past", "now", "said"),
    [
        pytest.param({}, {ADA}, [], id="a first sprint has nothing to compare with"),
        pytest.param({1: {ADA}, 2: {ADA}}, {ADA}, [], id="nobody changed"),
        pytest.param({1: {ADA}, 2: {ADA}}, {ADA, BOB}, [TeamChange(2, BOB, joined=True)], id="joined now"),
        pytest.param({1: {ADA}, 2: {ADA, BOB}}, {ADA, BOB}, [TeamChange(1, BOB, joined=True)], id="joined in sprint 2"),
        pytest.param({1: {ADA, BOB}, 2: {ADA}}, {ADA}, [TeamChange(1, BOB, joined=False)], id="left after sprint 1"),
        pytest.param({2: {ADA}, 1: {ADA, BOB}, 3: {BOB}}, {BOB}, [
            TeamChange(2, ADA, joined=False), TeamChange(2, BOB, joined=True),
        ], id="one for another, and the latest change counts"),
    ],
)  # fmt: skip
def test_the_latest_coming_and_going_of_each_person_is_told(past, now, said):
    assert team_changes(past, now) == said


def test_what_was_before_the_recent_sprints_is_forgotten():
    past = {1: {ADA, BOB}} | {number: {ADA} for number in range(2, RECENT_SPRINTS + 2)}
    assert team_changes(past, {ADA}) == []
