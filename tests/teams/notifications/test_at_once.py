"""What people hear of in the moment it happens, and only from others (INT-6)."""

from datetime import timedelta

import pytest

from stories.comments.services import write_comment
from stories.impediments.services import follow_up_impediment, raise_impediment, reopen_impediment, resolve_impediment
from stories.story.services import create_story, edit_story
from tests.factories import NOW, make_member, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def person(team):
    return make_member(team, name="Ines Duarte")


@pytest.fixture
def others(team):
    return {"actor": owner_of(team), "now": NOW}


def heard(person) -> list[str]:
    return list(person.notifications.order_by("pk").values_list("title", flat=True))


def test_a_story_is_given_once_and_not_by_oneself(team, person, others):
    given = create_story(team=team, title="Wake the nurse", assignees=[person], **others)
    edit_story(story=given, title="Wake the ward nurse", assignees=[person], **others)
    own = make_story(team)
    edit_story(story=own, title="Mine", assignees=[person], actor=person, now=NOW)
    assert heard(person) == [f"Olga Owner gave you {given.key}"]
    edit_story(story=given, assignees=[], **others)
    edit_story(story=given, assignees=[person, others["actor"]], **others)
    assert len(heard(person)) == 2


def test_whoever_works_on_a_story_hears_what_is_written_about_it_and_of_a_mention_once(team, person, others):
    story = create_story(team=team, title="Wake the nurse", assignees=[person], actor=person, now=NOW)
    who = {"author": others["actor"], "now": NOW}
    write_comment(story=story, text="Returned in the review: too quiet", **who)
    write_comment(story=story, text="@Ines Duarte?", **who)
    write_comment(story=story, text="I am on it", author=person, now=NOW)
    assert heard(person) == [f"Olga Owner wrote about {story.key}", f"Olga Owner mentioned you on {story.key}"]


def test_an_impediment_tells_its_new_owner_and_whoever_raised_it(team, person, others):
    stuck = raise_impediment(team=team, title="No certificate", actor=person, now=NOW)
    as_is = {"next_step": "", "other_team": None}
    follow_up_impediment(impediment=stuck, owner=person, **as_is, **others)
    follow_up_impediment(impediment=stuck, owner=person, **as_is | {"next_step": "Call"}, **others)
    resolve_impediment(impediment=stuck, **others)
    reopen_impediment(impediment=stuck, **others)
    resolve_impediment(impediment=stuck, actor=person, now=NOW + timedelta(hours=1))
    assert heard(person) == ["An impediment is yours to solve: No certificate", "It is solved: No certificate"]
