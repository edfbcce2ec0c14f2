"""Impediments on their own page, and what is told to the Scrum masters alone."""

from django.utils import timezone

from stories.impediments.services import resolve_impediment
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _one(world: World) -> dict:
    return {"pk": world.things["impediment"].pk}


def _told(world: World) -> dict:
    return {"pk": world.things["confidence"].pk}


def _solve(world: World) -> None:
    resolve_impediment(impediment=world.things["impediment"], actor=world.people["owner"], now=timezone.now())


def _api(name: str, method: str = "POST", **fields) -> Row:
    return Row(
        f"api:impediment-{name}", "write", method=method, kwargs=_one, scope="api", writes=True, json=True, **fields
    )


ROWS = [
    Row("stories:impediments", "see", query="?show=others"),
    Row("sprints:impediment_times", "see"),
    post("stories:add_impediment", "write", data=lambda w: {"title": "No loan recorders"}),
    post("stories:follow_up_impediment", "write", kwargs=_one, data=lambda w: {"next_step": "Ask for a date"}),
    post("stories:solve_impediment", "write", kwargs=_one, data=lambda w: {"resolution": "It came"}),
    post("stories:reopen_impediment", "write", kwargs=_one, prepare=_solve),
    post("stories:publish_confidence", "in confidence", kwargs=_told, data=lambda w: {"title": "Too many calls"}),
    post("stories:put_confidence_aside", "in confidence", kwargs=_told),
    post("stories:take_confidence_back", "own", kwargs=_told),
    _api("detail", "PATCH", data=lambda w: {"next_step": "Ask for a date"}),
    _api("reopen", prepare=_solve),
]
