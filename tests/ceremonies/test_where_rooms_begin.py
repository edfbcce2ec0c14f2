"""A room from the backlog, from a story's page, and what it says about stories that are not the team's."""

import pytest

from ceremonies.models import Meeting
from tests.ceremonies.world import signed_in
from tests.factories import make_member, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def path(team, tail):
    return f"/t/{team.organisation.slug}/{team.slug}/{tail}"


def queued(room):
    return list(Meeting.objects.get(pk=int(room.strip("/").split("/")[1])).poker.queue.values_list("key", flat=True))


def test_chosen_stories_stand_in_the_queue_in_the_order_given(team):
    stories = [make_story(team, f"Story {number}", points=None) for number in range(3)]
    keys = [stories[2].key, stories[0].key]
    answer = signed_in(owner_of(team)).post(path(team, "poker/new/"), {"stories": [*keys, keys[0]]})
    assert queued(answer.url) == keys


def test_the_backlog_offers_what_has_no_size_first_and_chosen(team):
    sized, unsized = make_story(team, "Sized", points="3"), make_story(team, "Unsized", points=None)
    page = signed_in(owner_of(team)).get(path(team, "poker/new/")).content.decode()
    assert page.index(unsized.key + '"') < page.index(sized.key + '"')
    assert f'value="{unsized.key}" checked' in page
    assert f'value="{sized.key}" checked' not in page


@pytest.mark.parametrize("key", ["{foreign}", "CT-999", "<b>", "x\x00"])
def test_a_story_that_is_not_the_teams_opens_no_room(team, key):
    foreign = make_story(make_team(), "Foreign", points=None)
    answer = signed_in(owner_of(team)).post(
        path(team, "poker/new/"), {"stories": [key.format(foreign=f"ZZ{foreign.key}")]}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.json()["field"]) == (400, "stories")
    assert "Not a story of this team" in answer.json()["detail"]
    assert not Meeting.objects.exists()


def test_the_backlog_and_a_story_offer_poker_to_those_who_may_run_it(team):
    story = make_story(team, "See the alarm", points=None)
    host, member = signed_in(owner_of(team)), signed_in(make_member(team))
    for tail in ("backlog/", f"stories/{story.key}/"):
        assert path(team, "poker/new/") in host.get(path(team, tail)).content.decode(), tail
        assert path(team, "poker/new/") not in member.get(path(team, tail)).content.decode(), tail


def test_the_list_says_how_far_rooms_are(team):
    host = signed_in(owner_of(team))
    host.post(path(team, "poker/new/"), {"stories": [make_story(team, "One", points=None).key], "title": "Friday"})
    page = host.get(path(team, "poker/")).content.decode()
    assert "Friday" in page
    assert "0 of 1 estimated" in page
