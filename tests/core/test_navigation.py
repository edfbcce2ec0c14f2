import pytest
from django.urls import NoReverseMatch

pytestmark = pytest.mark.urls("tests.core.urls")

RAIL = '{% include "parts/_rail.html" %}'


def test_team_addresses_carry_the_slugs_of_the_page(render, at):
    assert render('{% team_url "sprints:board" %}', at()) == "/t/heartworks/pulse/board"
    assert render('{% team_url "stories:story" key="CT-4" %}', at()) == "/t/heartworks/pulse/stories/CT-4"
    assert render('{% team_url "stories:personas" %}', at()) == "/o/heartworks/personas"


def test_an_address_can_be_that_of_another_team(render, at, pulse):
    pulse.slug = "atlas"
    assert render('{% team_url "sprints:board" team=other %}', at(), other=pulse) == "/t/heartworks/atlas/board"


def test_a_wrong_name_is_a_fault_and_an_optional_one_is_nothing(render, at):
    with pytest.raises(NoReverseMatch):
        render('{% team_url "sprints:nowhere" %}', at())
    assert render('{% team_url_if "sprints:nowhere" %}', at()) == ""


def test_the_rail_shows_only_rooms_that_exist(render, at):
    page = render(RAIL, at())
    assert ">Board<" in page.replace("</svg>Board", ">Board")
    assert "/o/heartworks/personas" in page
    assert "Velocity" not in page
    assert "Standup" not in page


def test_the_rail_marks_the_page_and_pages_below_it(render, at):
    here = '<a class="rail-link tab" href="/t/heartworks/pulse/board" aria-current="page">'
    assert here in render(RAIL, at(view_name="sprints:board"))
    assert here not in render(RAIL, at(view_name="stories:backlog"))
    assert here in render(RAIL, at(view_name="stories:story"), section="sprints:board")


def test_the_rail_prints_notes_and_escapes_them(render, at):
    page = render(RAIL, at(), rail_notes={"backlog": 42, "board": "<b>"})
    assert "<small>42</small>" in page
    assert "<small>&lt;b&gt;</small>" in page


def test_pages_of_the_organisation_keep_the_rail_of_ones_first_team_there(render, at, pulse):
    request = at(team=None)
    assert "/board" not in render(RAIL, request)
    assert "/t/heartworks/pulse/board" in render(RAIL, request, my_teams=[pulse])
    pulse.organisation_id = 2
    assert 'rail-link tab" href="/t/heartworks/pulse/board' not in render(RAIL, request, my_teams=[pulse])


def test_pages_without_any_team_have_a_rail_too(render, rf):
    request = rf.get("/")
    page = render(RAIL, request)
    assert "Truepace" in page
    assert "rail-link tab" in page
    assert 'href="/t/' not in page


def test_a_menu_offers_every_team_one_may_see(render, at, pulse):
    page = render(RAIL, at(), my_teams=[pulse])
    assert 'role="menuitem" href="/t/heartworks/pulse/board" aria-current="true"' in page
