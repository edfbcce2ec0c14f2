"""Who worked lately on what a story belongs to, and where pairing spreads it (STO-12)."""

from datetime import timedelta

import pytest

from stories.knowledge.queries import areas_of
from stories.knowledge.rules import advice
from stories.models import Label
from stories.rules import Category
from stories.story.services import archive_story, change_status, edit_story
from teams.services.members import remove_member
from tests.factories import NOW, make_member, make_story, make_team, owner_of, status

LONG_AGO = NOW - timedelta(days=300)


@pytest.fixture
def team(db):
    return make_team(now=LONG_AGO)


@pytest.fixture
def label(team):
    return Label.objects.create(team=team, name="gateway")


def worked_on(team, label, user, *, now=NOW, begun=True):
    story = make_story(team, now=now, labels=[label])
    edit_story(story=story, actor=owner_of(team), now=now, assignees=[user])
    if begun:
        change_status(story=story, status=status(team, Category.DOING), actor=user, now=now)
    return story


def told(story):
    (area,) = areas_of(story, NOW)
    return [(one.user.name, one.stories) for one in area.people], area.advice


def test_people_are_told_by_how_many_stories_of_the_label_they_had_in_hand_lately(team, label):
    daniel, priya = make_member(team, name="Daniel Kim"), make_member(team, name="Priya Nair")
    for user in (priya, daniel, priya):
        worked_on(team, label, user)
    worked_on(team, label, daniel, now=LONG_AGO)
    worked_on(team, label, daniel, begun=False)
    assert told(make_story(team, labels=[label])) == ([("Priya Nair", 2), ("Daniel Kim", 1)], "")


def test_where_only_one_person_knows_pairing_is_suggested_and_who_left_does_not_count(team, label):
    daniel, gone = make_member(team, name="Daniel Kim"), make_member(team, name="Gone Person")
    worked_on(team, label, daniel)
    worked_on(team, label, gone)
    remove_member(membership=team.memberships.get(user=gone), actor=owner_of(team), now=NOW)
    people, words = told(make_story(team, labels=[label]))
    assert people == [("Daniel Kim", 1)]
    assert words == "Only Daniel has worked here lately. Whoever takes this could pair with Daniel."


def test_the_story_itself_is_no_knowledge_and_an_archived_one_still_is(team, label):
    daniel = make_member(team, name="Daniel Kim")
    story = worked_on(team, label, daniel)
    assert told(story) == ([], "")
    archive_story(story=worked_on(team, label, daniel), actor=daniel, now=NOW)
    assert told(story)[0] == [("Daniel Kim", 1)]


def test_a_story_without_epic_and_label_belongs_to_nothing(team):
    assert areas_of(make_story(team), NOW) == []


@pytest.mark.parametrize(
    ("knowing", "on_it", "words"),
    [
        ([], [], ""),
        (["Ada", "Bo"], ["Ada"], ""),
        (["Ada"], ["Bo"], "Whoever takes this could pair with Ada."),
        (["Ada"], ["Ada"], "Somebody else could pair with Ada on this."),
        (["Ada"], ["Ada", "Bo"], ""),
    ],
)
def test_advice(knowing, on_it, words):
    assert advice(knowing, on_it).endswith(words)
    assert bool(advice(knowing, on_it)) == bool(words)
