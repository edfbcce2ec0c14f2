import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid
from stories.checks.rules import criterion_text, parse_criterion, plan_criteria
from stories.checks.services import add_criterion, tick_criterion
from stories.story.services import edit_story
from teams.models import Activity
from tests.factories import NOW, make_story, make_team, owner_of

COLUMNS = {"text": "", "given": "", "when": "", "then": ""}


@pytest.mark.parametrize(
    ("typed", "columns"),
    [
        ("Both alarms are listed.", {"text": "Both alarms are listed."}),
        (
            "Given two open alarms, when I start my shift, then both are listed.",
            {"given": "two open alarms", "when": "I start my shift", "then": "both are listed."},
        ),
        (
            "GIVEN a dead recorder\nand WHEN I scan its heir\nTHEN the session goes on",
            {"given": "a dead recorder", "when": "I scan its heir", "then": "the session goes on"},
        ),
        ("When it rains, then it pours", {"given": "", "when": "it rains", "then": "it pours"}),
        ("Given names are shown when known", {"text": "Given names are shown when known"}),
        ("Whenever it rains then it pours", {"text": "Whenever it rains then it pours"}),
        ("null\x00byte", {"text": "nullbyte"}),
    ],
)
def test_steps_are_read_from_one_typed_line(typed, columns):
    assert parse_criterion(typed) == columns


def test_a_shown_criterion_can_be_typed_again():
    for typed in ("Given a, when b, then c.", "When b, then c", "Plain words."):
        assert criterion_text(**{**COLUMNS, **parse_criterion(typed)}) == typed


LINES = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 9]), st.sampled_from(["", "a", "b", "c"])), max_size=6)


@given(LINES)
def test_no_line_that_somebody_typed_is_lost(sent):
    saved = {1: "a", 2: "b", 3: "c"}
    plan = plan_criteria(saved, sent)
    new = iter(plan.added)
    written = [plan.changed.get(key, saved[key]) if key else next(new) for key in plan.order]
    assert written == [text for _, text in sent if text]
    assert set(plan.removed) == set(saved) - set(plan.order)


@pytest.mark.django_db
def test_saving_a_list_adds_changes_removes_and_orders_and_keeps_ticks_of_equal_words():
    team = make_team()
    story, actor = make_story(team, criteria=("one", "two", "three")), owner_of(team)
    one, two, _three = story.criteria.all()
    tick_criterion(criterion=one, met=True, actor=actor, now=NOW)
    tick_criterion(criterion=two, met=True, actor=actor, now=NOW)

    sent = [(None, "Given a, when b, then c"), (two.pk, "two, better"), (one.pk, "one")]
    edit_story(story=story, criteria=sent, actor=actor, now=NOW)

    found = [(str(criterion), criterion.met_at is not None) for criterion in story.criteria.all()]
    assert found == [("Given a, when b, then c", False), ("two, better", False), ("one", True)]
    verbs = [entry.verb for entry in Activity.objects.filter(subject_type="story").order_by("-pk")[:3]]
    assert verbs == ["added criterion", "edited criterion", "removed criterion"]


@pytest.mark.django_db
def test_the_same_list_again_changes_nothing():
    team = make_team()
    story, actor = make_story(team, criteria=("one", "two")), owner_of(team)
    sent = [(criterion.pk, str(criterion)) for criterion in story.criteria.all()]
    entries = Activity.objects.count()
    edit_story(story=story, criteria=sent, actor=actor, now=NOW)
    assert Activity.objects.count() == entries


@pytest.mark.django_db
def test_a_criterion_added_meanwhile_makes_an_open_form_stale():
    team = make_team()
    story, actor = make_story(team), owner_of(team)
    seen = story.edit_version
    add_criterion(story=story, criterion="Somebody else's", actor=actor, now=NOW)
    with pytest.raises(Conflict):
        edit_story(story=story, seen_version=seen, criteria=[(None, "Mine")], actor=actor, now=NOW)
    assert [str(criterion) for criterion in story.criteria.all()] == ["It works", "Somebody else's"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([(None, "fine"), (None, "x" * 501)], "Criterion 2: At most 500"),
        ([(None, f"Given {'x' * 301}, when y, then z")], "Criterion 1: At most 300"),
        ([(None, f"line {n}") for n in range(51)], "at most 50"),
    ],
)
def test_too_long_or_too_many_criteria_are_named_and_nothing_is_saved(sent, message):
    team = make_team()
    story = make_story(team)
    with pytest.raises(Invalid, match=message) as refusal:
        edit_story(story=story, title="New", criteria=sent, actor=owner_of(team), now=NOW)
    assert refusal.value.field == "criteria"
    story.refresh_from_db()
    assert story.title == "See open alarms"
    assert story.criteria.count() == 1
