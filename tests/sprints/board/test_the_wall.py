"""The board for a meeting-room screen."""

import pytest
from django.urls import reverse

from teams.rules import TeamRole
from tests.factories import make_member, make_running_sprint, make_story, make_team
from tests.stories.world import HTMX, signed_in

pytestmark = pytest.mark.django_db


def _wall(team, user, **more):
    return signed_in(user).get(reverse("sprints:wall", kwargs=team.url_kwargs), **more)


def test_the_wall_shows_the_board_and_nothing_to_press():
    team = make_team()
    story = make_story(team, "See open alarms")
    make_running_sprint(team, stories=[story])
    page = _wall(team, make_member(team, TeamRole.STAKEHOLDER)).content.decode()
    assert "See open alarms" in page
    assert 'class="rail"' not in page
    assert "data-may-move" not in page
    assert 'data-key="w Escape"' in page


def test_the_wire_fetches_the_same_fragment_as_on_the_board():
    team = make_team()
    make_running_sprint(team)
    fragment = _wall(team, make_member(team), headers=HTMX).content.decode()
    assert 'id="board-live"' in fragment
    assert "<html" not in fragment


def test_without_a_sprint_the_wall_looks_again_by_itself():
    team = make_team()
    page = _wall(team, make_member(team)).content.decode()
    assert "No sprint is running" in page
    assert 'http-equiv="refresh"' in page
    make_running_sprint(team)
    assert 'http-equiv="refresh"' not in _wall(team, make_member(team)).content.decode()
