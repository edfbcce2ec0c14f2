"""What the board says and shows, decided without a database."""

from decimal import Decimal

import pytest

from sprints.board.rules import CardFacts, Filters, Lane, goal_outlook, lane_of, lanes_of, limit_note, percent


@pytest.mark.parametrize(
    ("count", "limit", "note"),
    [
        (3, None, ("", False)),
        (1, 2, ("of 2", False)),
        (2, 2, ("limit 2 reached", True)),
        (5, 2, ("3 over limit 2", True)),
    ],
)
def test_a_column_says_where_it_stands_against_its_limit(count, limit, note):
    assert limit_note(count, limit) == note


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        ([], ""),
        (["todo"], "0 of 1 goal story done"),
        (["done", "review", "todo"], "1 of 3 goal stories done, 1 in review"),
        (["doing", "doing", "todo"], "0 of 3 goal stories done, 2 in progress"),
        (["doing", "doing", "review"], "0 of 3 goal stories done, 1 in review"),
    ],
)
def test_the_outlook_on_the_goal_is_made_of_facts(categories, words):
    assert goal_outlook(categories) == words


def test_a_share_of_nothing_is_nothing():
    assert (percent(Decimal(0), Decimal(0)), percent(Decimal(16), Decimal(36))) == (0, 44)


ANNA, BEN = (1, "Anna"), (2, "Ben")
NURSE = (7, "Ward nurse")
CARD = CardFacts(people=(ANNA,), persona=NURSE, serves_goal=True)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, True),
        ({"mine": "1"}, True),
        ({"goal": "1"}, True),
        ({"blocked": "1"}, False),
        ({"persona": "7"}, True),
        ({"persona": "8"}, False),
        ({"goal": "1", "blocked": "1"}, False),
        ({"persona": "²"}, True),
        ({"mine": "yes", "persona": "nurse"}, True),
    ],
)
def test_a_filter_shows_what_it_names_and_ignores_nonsense(query, seen):
    assert Filters.read(query, viewer=1).shows(CARD) is seen


def test_my_stories_are_those_i_work_on():
    assert not Filters.read({"mine": "1"}, viewer=2).shows(CARD)


def test_lanes_stand_by_name_and_those_without_last():
    cards = [CardFacts(), CARD, CardFacts(persona=(3, "anaesthetist"))]
    assert [lane.name for lane in lanes_of(cards, "persona")] == ["anaesthetist", "Ward nurse", "No persona"]


def test_a_pair_has_a_lane_of_its_own():
    pair = CardFacts(people=(ANNA, BEN))
    assert [lane.name for lane in lanes_of([CARD, pair], "assignee")] == ["Anna", "Anna and Ben"]
    assert lane_of(pair, "assignee").key == "1 2"


def test_an_unknown_cut_and_an_empty_board_are_one_lane():
    assert lanes_of([CARD], "mood") == lanes_of([], "epic") == [Lane()]
