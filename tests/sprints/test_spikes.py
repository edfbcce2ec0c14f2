"""A spike ends with what was learned, and the story that follows is in the next sprint (STO-10)."""

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, GateClosed, Invalid
from sprints.spikes.services import close_spike
from stories.models import Learning, Story
from stories.rules import Category, Gate
from stories.story.services import change_status
from tests.ceremonies.world import BACKEND
from tests.factories import NOW, make_sprint, make_story, make_team, owner_of, status, tick_all


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def spike(team):
    spike = make_story(team, "Can it mask?", kind="spike", question="Can it mask?", timebox_days=1, criteria=())
    tick_all(spike, Gate.DONE, actor=owner_of(team))
    return spike


def close(spike, learning="It can, at 4 seconds", **more):
    return close_spike(spike=spike, learning=learning, actor=owner_of(spike.team), now=NOW, **more)


def test_the_spike_is_done_and_what_was_learned_is_kept(spike):
    assert close(spike) is None
    spike.refresh_from_db()
    assert spike.is_done
    assert spike.learning.text == "It can, at 4 seconds"


def test_the_story_that_follows_is_linked_and_in_the_next_sprint(team, spike):
    sprint = make_sprint(team)
    story = close(spike, follow_up="Mask names while exporting")
    assert story.sprint_item.sprint == sprint
    assert "It can, at 4 seconds" in story.description
    assert {link.kind for link in (*story.links_in.all(), *story.links_out.all())} == {"relates"}


def test_without_a_planned_sprint_it_is_on_top_of_the_backlog(team, spike):
    make_story(team, "Other")
    close(spike, follow_up="Mask names")
    assert Story.objects.filter(team=team).in_backlog().ordered().first().title == "Mask names"


def test_done_asks_for_the_learning_wherever_the_spike_is_moved_from(team, spike):
    with pytest.raises(GateClosed) as gate:
        change_status(story=spike, status=status(team, Category.DONE), actor=owner_of(team), now=NOW)
    assert gate.value.open_items == ["What was learned is not written down."]


@pytest.mark.parametrize("learning", ["", " \x00", "x" * 5001])
def test_without_a_learning_nothing_changes(spike, learning):
    with pytest.raises(Invalid) as refusal:
        close(spike, learning, follow_up="Next")
    assert refusal.value.field == "learning"
    assert not Story.objects.filter(title="Next").exists()


def test_a_closed_gate_writes_nothing_of_it(team):
    open_spike = make_story(team, "Can it?", kind="spike", question="Can it?", timebox_days=1, criteria=("Shown",))
    with pytest.raises(GateClosed):
        close(open_spike, follow_up="Next")
    assert not Learning.objects.exists()
    assert not Story.objects.filter(title="Next").exists()


def test_other_work_is_no_spike(team):
    with pytest.raises(Conflict, match="no spike"):
        close(make_story(team))


def test_its_page_asks_tells_and_keeps_what_is_refused(team, spike):
    browser = Client()
    browser.force_login(owner_of(team), backend=BACKEND)
    where = {**team.url_kwargs, "key": spike.key}
    assert "What did you learn?" in browser.get(reverse("sprints:spike", kwargs=where)).content.decode()
    address = reverse("sprints:close_spike", kwargs=where)
    assert browser.post(address, {"learning": ""}, headers={"HX-Request": "true"}).status_code == 400
    assert browser.post(address, {"learning": "Yes"}).status_code == 302
    assert "Yes" in browser.get(reverse("sprints:spike", kwargs=where)).content.decode()
