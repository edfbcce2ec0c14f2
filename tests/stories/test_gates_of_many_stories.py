import pytest

from stories.checks.services import tick_criterion
from stories.rules import Gate, Kind, done_gaps, ready_gaps
from stories.story.queries import facts_by_story, facts_of
from stories.workflow.services import add_checklist_item
from tests.factories import NOW, make_story, make_team, owner_of, tick_all

pytestmark = pytest.mark.django_db


def test_many_stories_are_asked_in_as_few_queries_as_one(django_assert_num_queries):
    team = make_team()
    stories = [make_story(team, f"Story {n}", criteria=("a", "b")) for n in range(3)]
    with django_assert_num_queries(3):
        facts_by_story(stories)


def test_each_story_keeps_its_own_ticks_criteria_and_kind():
    team = make_team()
    actor = owner_of(team)
    ready, raw = make_story(team, "Ready"), make_story(team, "Raw", ready=False, points=None)
    bug = make_story(team, "Broken", kind=Kind.BUG, ready=False)
    add_checklist_item(team=team, gate=Gate.READY, text="It can be reproduced", kind=Kind.BUG, actor=actor, now=NOW)
    tick_criterion(criterion=ready.criteria.get(), met=True, actor=actor, now=NOW)
    tick_all(ready, Gate.DONE, actor=actor)

    facts = facts_by_story([ready, raw, bug])

    assert ready_gaps(facts[ready.pk]) == done_gaps(facts[ready.pk]) == []
    assert "It is not estimated." in ready_gaps(facts[raw.pk])
    assert "It can be reproduced" in ready_gaps(facts[bug.pk])
    assert "It can be reproduced" not in ready_gaps(facts[raw.pk])
    assert facts[raw.pk] == facts_of(raw)
