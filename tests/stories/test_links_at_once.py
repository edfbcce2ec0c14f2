"""Links are made, taken out and lose their stories at the same moment: nobody waits for ever, and nothing is half."""

import pytest

from core.errors import Conflict
from stories.links.rules import Way
from stories.links.services import link_stories, unlink_stories
from stories.models import Story, StoryLink
from stories.story.services import delete_story
from teams.models import Activity
from tests.at_once import at_once
from tests.factories import NOW, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    monkeypatch.setattr("live.bus.broadcast", lambda *frame: None)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def who(team):
    return {"actor": owner_of(team), "now": NOW}


def test_two_links_that_would_close_a_circle_are_one_link_and_one_refusal(team, who):
    one, two = make_story(team), make_story(team)
    answers = at_once(
        lambda: link_stories(story=one, way=Way.BLOCKS, other=two, **who),
        lambda: link_stories(story=two, way=Way.BLOCKS, other=one, **who),
        refusals=Conflict,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "StoryLink"]
    assert StoryLink.objects.count() == 1


def test_a_link_taken_out_by_four_people_is_told_once(team, who):
    one, two = make_story(team), make_story(team)
    link = link_stories(story=one, way=Way.BLOCKS, other=two, **who)
    at_once(*[lambda: unlink_stories(link=link, **who)] * 4)
    assert Activity.objects.filter(verb="unlinked", subject_id=one.pk).count() == 1


@pytest.mark.parametrize("way", [Way.BLOCKED_BY, Way.RELATES])
def test_a_story_that_goes_while_its_link_is_taken_out_takes_it_along(team, who, way):
    for _ in range(4):
        here, other = make_story(team), make_story(team)
        link = link_stories(story=here, way=way, other=other, **who)
        at_once(
            lambda link=link: unlink_stories(link=link, **who),
            lambda here=here: delete_story(story=here, **who),
            refusals=Conflict,
        )
    assert not StoryLink.objects.exists()
    assert Story.objects.count() == 4
