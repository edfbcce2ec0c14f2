"""Standups: the team's page, what is written, and what is done in a room."""

from django.utils import timezone

from ceremonies.models import Meeting
from ceremonies.standup.queries import days_to_answer
from ceremonies.standup.services.turns import speaking
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _room(world: World) -> dict:
    return {"room": world.things["standup"].pk}


def _topic(world: World) -> dict:
    return {"topic": str(world.things["parked"].pk), "settled": "1"}


def _turn(world: World) -> dict:
    return {"seen": str(speaking(world.things["standup"]).pk)}


def _answer(world: World) -> dict:
    return {"pk": world.things["standup_answer"].pk}


def _day(world: World) -> dict:
    following = days_to_answer(world.team, timezone.now())[-1]
    return {"day": f"{following:%Y-%m-%d}", "today": "Go on"}


def _act(name: str, may: str, **fields) -> Row:
    return post(f"ceremonies:{name}", may, scope="room", kwargs=_room, **fields)


def _api(name: str, may: str, method: str = "GET", **fields) -> Row:
    fields.setdefault("scope", "api")
    return Row(f"api:standup-answer-{name}", may, method=method, writes=method != "GET", json=True, **fields)


ROWS = [
    _api("list", "see", scope="signed in"),
    _api("detail", "see", kwargs=_answer),
    _api("list", "write", "POST", data=lambda w: {"team": w.team.pk, **_day(w)}),
    _api("impediment", "write", "POST", kwargs=_answer),
    Row("ceremonies:standup", "see"),
    Row("ceremonies:standup_board", "see"),
    Row("ceremonies:standup_history", "see", query="?q=gateway"),
    post("ceremonies:new_standup", "sprints", prepare=lambda w: Meeting.objects.filter(kind="standup").delete()),
    post("ceremonies:write_standup", "write", data=_day),
    post("ceremonies:agree_on_standups", "sprints", data=lambda w: {"camera": "On while you speak", "cutoff": "09:45"}),
    post("ceremonies:log_answer", "write", kwargs=_answer),
    _act("shuffle_turns", "host", either=True),
    _act("hand_over_turn", "polls", data=_turn),
    _act("park", "polls", data=lambda w: {"text": "Naming"}),
    _act("settle_parked", "polls", data=_topic),
    _act("unpark", "polls", data=_topic),
    _act("log_impediment", "write", data=lambda w: {"title": "No certificate"}),
]
