"""The meeting round a plan, the commitment check and its challenges."""

from django.utils import timezone

from ceremonies.planning.services import challenge_plan
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _plan(world: World) -> dict:
    return {"number": world.planned.number}


def _challenge(world: World) -> dict:
    return {**_plan(world), "challenge": world.things["challenge"].pk}


def _doubt(world: World) -> None:
    world.things["challenge"] = challenge_plan(
        sprint=world.planned, text="Too much", actor=world.people["owner"], now=timezone.now()
    )


ROWS = [
    Row("ceremonies:plan_room", "see", kwargs=_plan),
    Row("ceremonies:plan_check", "see", kwargs=_plan),
    post("ceremonies:open_planning", "host", kwargs=_plan),
    post("ceremonies:challenge_plan", "host", kwargs=_plan, data=lambda w: {"text": "Too much"}),
    post(
        "ceremonies:decide_challenge", "write", kwargs=_challenge, prepare=_doubt,
        data=lambda w: {"decision": "kept", "answer": "We try it"},
    ),
]  # fmt: skip
