"""Reviews: their list, what is done in their room, and the API."""

from django.utils import timezone

from ceremonies.review.services.judging import return_story
from tests.factories import finish
from tests.permissions.api_rows import _api
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _room(world: World) -> dict:
    return {"room": world.things["review"].pk}


def _demo(world: World) -> dict:
    return {**_room(world), "demo": world.things["demo"].pk}


def _criterion(world: World) -> dict:
    return {**_demo(world), "criterion": world.things["criterion"].pk}


def _done(world: World) -> None:
    finish(world.board_story, actor=world.people["owner"])


def _returned(world: World) -> None:
    return_story(
        meeting=world.things["review"], demo_id=world.things["demo"].pk, reason="Too slow",
        actor=world.people["owner"], now=timezone.now(),
    )  # fmt: skip


def _act(name: str, may: str, *, kwargs=_demo, **fields) -> Row:
    return post(f"ceremonies:{name}", may, scope="room", kwargs=kwargs, **fields)


def _in_api(action: str, may: str, method: str = "POST", **fields) -> Row:
    return _api(f"review-{action}", may, method, of=lambda w: w.things["review"], **fields)


def _judgement(world: World) -> dict:
    return {"demo": world.things["demo"].pk, "reason": "Seen by all"}


ROWS = [
    Row("ceremonies:review", "see"),
    post("ceremonies:new_review", "sprints"),
    _act("show_demo", "host", kwargs=_room, data=lambda w: {"demo": w.things["next_demo"].pk}),
    _act("present", "host", data=lambda w: {"presenter": w.people["member"].pk}),
    _act("move_demo", "host", data=lambda w: {"step": "1"}),
    _act("tick_shown", "accept", kwargs=_criterion, data=lambda w: {"met": "on"}),
    _act("judge", "accept", data=lambda w: {"verdict": "accepted", "reason": "Seen by all"}, prepare=_done),
    _act("undecide", "accept", prepare=_returned),
    _act("give_feedback", "room", kwargs=_room, data=lambda w: {"text": "With gloves it is small"}),
    _act("make_story", "write", kwargs=lambda w: {**_room(w), "feedback": w.things["feedback"].pk}),
    _act("say_goal", "accept", kwargs=_room, data=lambda w: {"met": "1"}),
    _api("review-list", "see"),
    _api("review-list", "host", "POST", data=lambda w: {"team": w.team.pk}),
    _in_api("detail", "see", "GET"),
    _in_api("accept", "accept", data=_judgement, prepare=_done),
    _in_api("return", "accept", data=_judgement),
    _in_api("feedback", "comment", data=lambda w: {"text": "With gloves it is small"}),
    _in_api("make-story", "write", data=lambda w: {"feedback": w.things["feedback"].pk}),
    _in_api("goal", "accept", data=lambda w: {"is_met": True}),
]
