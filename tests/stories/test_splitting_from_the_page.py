"""A story is split on a page of its own, without a room, and made whole again from the toast."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.ceremonies.world import signed_in
from tests.factories import make_running_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return make_story(make_team(), goal="to hear every alarm and see its strip", criteria=("It is heard", "It is seen"))


@pytest.fixture
def client(story):
    return signed_in(owner_of(story.team))


def address(story, name="split"):
    return reverse(f"stories:{name}", kwargs=story.team.url_kwargs | {"key": story.key})


def sent(story, first="hear every alarm", second="see its strip"):
    heard, seen = story.criteria.all()
    return {"part_1": first, "part_2": second, f"criterion_{heard.pk}": "1", f"criterion_{seen.pk}": "2"}


def test_the_page_proposes_both_halves_and_its_story_leads_there(story, client):
    page = client.get(address(story)).content.decode()
    assert ">hear every alarm</textarea>" in page
    assert ">see its strip</textarea>" in page
    assert address(story) in client.get(address(story, "story")).content.decode()


def test_it_leads_to_the_first_part_and_back_to_the_whole(story, client):
    answer = client.post(address(story), sent(story), follow=True)
    first, second = Story.objects.in_backlog().order_by("rank")
    assert answer.redirect_chain == [(address(first, "story"), 302)]
    assert f"{story.key} is now {first.key} and {second.key}." in answer.content.decode()
    assert address(story, "join") in answer.content.decode()
    client.post(address(story, "join"))
    assert list(Story.objects.in_backlog()) == [story]


def test_what_was_typed_stays_when_it_is_refused(story, client):
    answer = client.post(address(story), sent(story, second=" "))
    assert answer.status_code == 400
    assert ">hear every alarm</textarea>" in answer.content.decode()
    assert (
        client.post(address(story), sent(story, second=""), headers={"HX-Request": "true"}).json()["code"] == "invalid"
    )
    assert Story.objects.in_backlog().count() == 1


def test_a_story_of_a_sprint_says_why_it_cannot_be_split(story, client):
    make_running_sprint(story.team, stories=[story])
    assert "Only stories of the backlog are split." in client.get(address(story)).content.decode()
    assert client.post(address(story), sent(story)).status_code == 409
