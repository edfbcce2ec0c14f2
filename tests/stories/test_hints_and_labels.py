from decimal import Decimal

import pytest

from core.errors import Invalid
from stories.labels.services import create_epic, create_label
from stories.rules import Facts, Kind
from stories.story.rules import hints
from tests.factories import NOW, make_team, owner_of


def _facts(**changes) -> Facts:
    whole = {
        "kind": Kind.STORY, "persona": True, "goal": "to see", "value": "nothing is missed", "title": "See",
        "points": Decimal(3), "timebox_days": None, "question": "", "criteria_met": [False],
    }  # fmt: skip
    return Facts(**{**whole, **changes})


def _look(facts: Facts, **more) -> dict[str, str]:
    found = hints(facts, largest=Decimal(8), **more)
    assert [hint.name[0] for hint in found] == list("INVEST")
    return {hint.name: hint.text for hint in found if not hint.is_fine}


def test_a_whole_story_needs_no_second_look():
    assert _look(_facts()) == {}


@pytest.mark.parametrize(
    ("facts", "more", "name", "words"),
    [
        ({}, {"obstacles": ["the certificate"]}, "Independent", "Waits for: the certificate"),
        ({}, {"in_sprint": True}, "Negotiable", "In a sprint"),
        ({"value": " "}, {}, "Valuable", "The sentence lacks the value."),
        ({"points": None}, {}, "Estimable", "It is not estimated."),
        ({"points": Decimal(13)}, {}, "Small", "up to 8 points"),
        ({"criteria_met": []}, {}, "Testable", "No acceptance criterion yet"),
        ({"kind": Kind.SPIKE}, {}, "Estimable", "The spike has no timebox."),
    ],
)
def test_each_letter_asks_for_a_look_on_facts_alone(facts, more, name, words):
    assert words in _look(_facts(**facts), **more)[name]


@pytest.mark.django_db
def test_a_label_typed_twice_in_other_capitals_is_one_label():
    team = make_team()
    who = {"actor": owner_of(team), "now": NOW}
    assert create_label(team=team, name="Gateway", **who) == create_label(team=team, name=" gateway ", **who)
    assert create_epic(team=team, name="Night  work", **who).name == "Night work"
    assert create_label(team=make_team(), name="gateway", **who).team != team


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", " \x00 ", "x" * 81])
def test_a_name_that_cannot_be_is_named_at_its_field(name):
    team = make_team()
    with pytest.raises(Invalid) as refusal:
        create_epic(team=team, name=name, actor=owner_of(team), now=NOW)
    assert refusal.value.field == "new_epic"
