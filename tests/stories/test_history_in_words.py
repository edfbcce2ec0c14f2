import inspect
import re

import pytest

from sprints.closing import services as closing
from sprints.scope import services as scope
from stories.checks import criteria
from stories.checks import services as checks
from stories.history.rules import FIELDS, VERBS, phrase
from stories.impediments import services as impediments
from stories.models import Story
from stories.story import services
from stories.story.services import edit_story
from stories.templatetags.stories import in_words
from teams.models import Activity
from tests.factories import NOW, make_persona, make_story, make_team, owner_of


@pytest.mark.parametrize(
    ("verb", "changes", "words"),
    [
        ("created", {"points": None}, "wrote it"),
        ("created", {"points": "3"}, "wrote it, with 3 points"),
        ("imported", {"external_key": "ABC-7", "points": "5"}, "brought it in as ABC-7, with 5 points"),
        ("imported", {"external_key": "", "points": None}, "brought it in from a file"),
        ("moved", {"status": ["To do", "In progress"]}, "moved it from To do to In progress"),
        ("estimated", {"points": [None, "5"]}, "estimated it at 5"),
        ("estimated", {"points": ["5", "0.5"]}, "changed the estimate from 5 to ½"),
        ("estimated", {"points": ["5", None]}, "took the estimate of 5 back"),
        ("edited", {"title": ["Old", "New"]}, "renamed it to New"),
        ("edited", {"goal": ["", "x"], "value": ["y", "z"]}, "wrote what is wanted, rewrote the value"),
        ("edited", {"description": ["x", ""]}, "removed the description"),
        ("edited", {"persona": [None, "Nurse"]}, "changed the persona from nobody to Nurse"),
        ("edited", {"labels": [["a"], ["b"]]}, "added the label b, removed the label a"),
        ("edited", {"assignees": [[], ["Priya"]]}, "put Priya on it"),
        ("edited", {"something_new": [1, 2]}, "edited it"),
        ("archived", {"reason": "Old hat", "backlog": True}, "archived it: Old hat"),
        ("archived", {"reason": ""}, "archived it"),
        ("edited criterion", {"criterion": ["a", "b"]}, "rewrote a criterion: b"),
        ("overrode gate", {"gate": "done", "reason": "Shown"}, "let it pass as done with items open: Shown"),
        ("resolved impediment", {"impediment": "X", "resolution": "It came"}, "resolved the impediment X: It came"),
        ("carried over", {"sprint": ["Sprint 1", "Sprint 2"]}, "carried it over from Sprint 1 to Sprint 2"),
        ("marked goal story", {"serves_goal": False}, "said that it no longer serves the sprint goal"),
        ("knitted {it}", {}, "knitted {it}"),
    ],
)
def test_the_diary_speaks_in_plain_words(verb, changes, words):
    assert str(phrase(verb, changes)) == words


def test_every_verb_that_services_write_about_a_story_has_words():
    sources = "".join(inspect.getsource(module) for module in (services, checks, criteria, impediments, scope, closing))
    written = set(re.findall(r'(?:verb=|_note\(story, |_note_words\(story, )"([a-z ]+)"', sources))
    assert written - set(VERBS) - {"said of the goal"} == set()  # of the sprint, not of a story
    assert len(written) > 10


@pytest.mark.django_db
def test_every_field_of_a_story_that_can_be_edited_has_words():
    team = make_team()
    story, actor = make_story(team), owner_of(team)
    edit_story(
        story=story, title="T", kind="bug", persona=make_persona(team, "Patient"), goal="g", value="v",
        description="d", question="q", timebox_days=1, epic=team.epics.create(name="E"),
        labels=[team.labels.create(name="L")], assignees=[actor], actor=actor, now=NOW,
    )  # fmt: skip
    entry = Activity.objects.filter(subject_type="story", subject_id=story.pk, verb="edited").get()
    assert set(entry.changes) == set(FIELDS)
    assert "edited it" not in in_words(entry)


@pytest.mark.django_db
def test_words_from_people_are_escaped_and_facts_are_bold():
    team = make_team()
    story = make_story(team, "{0} <b>old</b>")
    edit_story(story=story, title="<script>", actor=owner_of(team), now=NOW)
    entry = Activity.objects.filter(subject_type="story", verb="edited").get()
    assert in_words(entry) == "renamed it to <b>&lt;script&gt;</b>"
    assert Story.objects.get().title == "<script>"
    edit_story(story=story, goal="other", actor=owner_of(team), now=NOW)
    entry = Activity.objects.filter(subject_type="story", verb="edited").latest("pk")
    assert in_words(entry) == "rewrote what is wanted"
