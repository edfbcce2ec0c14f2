"""What the editor says while somebody writes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.editor.rules import Draft, advise
from stories.rules import Kind
from teams.rules import TeamRole
from tests.factories import make_member, make_team
from tests.stories.world import address, signed_in

GOOD = Draft(goal="to see who touched an alarm and when", value="nothing is missed", criteria=["It names the person"])


def fields(draft, largest=Decimal(8)):
    return [one.field for one in advise(draft, largest=largest)]


def test_a_clear_story_gets_no_advice():
    assert fields(GOOD) == []


@pytest.mark.parametrize(
    ("draft", "about"),
    [
        (Draft(goal="to see alarms", criteria=["x"]), ["value"]),
        (Draft(goal="to see alarms", value="To see alarms", criteria=["x"]), ["value"]),
        (Draft(goal="to print a strip and send it", value="v", criteria=["x"]), ["goal"]),
        (Draft(goal="a dropdown of wards", value="v", criteria=["x"]), ["goal"]),
        (Draft(goal="to see alarms quickly", value="v", criteria=["x"]), ["goal"]),
        (Draft(goal="to see alarms", value="v", criteria=["It is user-friendly"]), ["criteria"]),
        (Draft(goal="to see alarms", value="v"), ["criteria"]),
        (Draft(goal="to see alarms", value="v", criteria=["x"], points=Decimal(13)), ["points"]),
        (Draft(kind=Kind.BUG, title="It hurts", criteria=["x"]), []),
        (Draft(kind=Kind.SPIKE, title="How fast is it"), []),
        (Draft(), []),
    ],
)
def test_each_weakness_is_named_at_its_field(draft, about):
    assert fields(draft) == about


@pytest.mark.parametrize("goal", ["to see the breakfast list", "to stand at the table-top rig", "to see bands"])
def test_a_word_inside_another_is_not_meant(goal):
    draft = Draft(goal=goal, value="v", criteria=["x"])
    assert fields(draft) == (["goal"] if "table" in goal else [])


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=80), max_size=5))
def test_advice_never_fails_and_is_never_long(goal, value, criteria):
    assert len(advise(Draft(goal=goal, value=value, criteria=criteria), largest=Decimal(5))) <= 6


@pytest.mark.django_db
def test_the_page_answers_what_is_typed_and_junk_too():
    team = make_team()
    client = signed_in(make_member(team))
    said = client.post(address(team, "writing_help"), {"kind": "story", "goal": "to see it", "points": "13"})
    assert "The value is missing" in said.content.decode()
    assert "up to 8 points" in said.content.decode()
    for junk in ({}, {"points": "x"}, {"points": "1e999"}, {"kind": "moon", "goal": "\x00"}):
        assert client.post(address(team, "writing_help"), junk).status_code == 200
    stakeholder = signed_in(make_member(team, TeamRole.STAKEHOLDER))
    assert stakeholder.post(address(team, "writing_help"), {}).status_code == 403
