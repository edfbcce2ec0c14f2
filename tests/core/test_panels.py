import pytest

from core import panels

pytestmark = pytest.mark.urls("tests.core.urls")


@pytest.fixture(autouse=True)
def own_slots(monkeypatch):
    monkeypatch.setattr(panels, "_slots", {})


def test_a_slot_that_nobody_fills_is_empty(render, at):
    assert render('{% panels "board" %}', at()) == ""


def test_panels_come_in_their_order_and_once(render, at):
    panels.register_panel("board", "stories:backlog", order=20)
    panels.register_panel("board", "sprints:board", order=10)
    panels.register_panel("board", "sprints:board", order=10)
    page = render('{% panels "board" %}', at())
    assert page.count("hx-get") == 2
    assert page.index("/t/heartworks/pulse/board") < page.index("/t/heartworks/pulse/backlog")
    assert 'id="panel-sprints-board"' in page


def test_a_panel_fills_itself_wherever_its_page_would_swap(render, at):
    panels.register_panel("story", "sprints:board")
    page = render('<main hx-target="#main" hx-swap="outerHTML">{% panels "story" %}</main>', at())
    assert 'hx-trigger="load" hx-target="this" hx-swap="innerHTML"' in page


def test_a_panel_takes_the_arguments_of_its_page(render, at):
    panels.register_panel("story", "stories:story")
    page = render('{% panels "story" key=key %}', at(), key="CT-4")
    assert 'hx-get="/t/heartworks/pulse/stories/CT-4"' in page


def test_a_panel_whose_app_has_no_such_page_is_left_out(render, at):
    panels.register_panel("board", "telemetry_demo:strip")
    assert render('{% panels "board" %}', at()) == ""
