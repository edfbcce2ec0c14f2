"""What all rooms with phases share; the room of this world is a retrospective without guests."""

from datetime import timedelta

from django.utils import timezone

from ceremonies.meeting.services import close_meeting
from ceremonies.meeting.walking import go_on
from ceremonies.models import Participant
from ceremonies.retro.phases import CHECK_IN
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _room(world: World) -> dict:
    return {"room": world.things["retro"].pk}


def _lobby(world: World) -> dict:
    return {"room": world.things["retro_lobby"].pk}


def _step(world: World) -> None:
    go_on(meeting=world.things["retro"], seen=CHECK_IN, actor=None, now=timezone.now())


def _closed(world: World) -> None:
    close_meeting(meeting=world.things["retro"], actor=None, now=timezone.now())


def _hosts_are_gone(world: World) -> None:
    Participant.objects.filter(meeting=world.things["retro"]).update(seen_at=timezone.now() - timedelta(hours=1))


def _act(name: str, may: str, **fields) -> Row:
    fields.setdefault("kwargs", _room)
    return post(f"ceremonies:{name}", may, scope="room", **fields)


def _seat(world: World) -> str:
    return world.things["retro_seat"].seat


ACTS = {"step": ("host", lambda world: world.things["retro"].pk, lambda world: {"way": "on", "seen": CHECK_IN})}
ROWS = [
    Row("ceremonies:retro", "see"),
    post("ceremonies:new_retro", "sprints"),
    Row("ceremonies:meeting", "room", kwargs=_room, scope="room"),
    Row("ceremonies:personal", "room", kwargs=_room, scope="room"),
    _act("sit_down", "room", either=True),
    _act("stand_up", "room", either=True),
    _act("still_here", "host", either=True),
    _act("take_over", "polls", prepare=_hosts_are_gone),
    _act("begin", "host", kwargs=_lobby),
    _act("go_on_meeting", "host", data=lambda w: {"seen": CHECK_IN}),
    _act("go_back", "host", prepare=_step, data=lambda w: {"seen": "gather"}),
    _act("close_meeting", "host"),
    _act("reopen_meeting", "host", prepare=_closed),
    _act("set_timer", "host", data=lambda w: {"seconds": "60"}),
    _act("plan_time", "host", data=lambda w: {"minutes": "45"}),
    _act("hand_over_meeting", "host", data=lambda w: {"seat": _seat(w), "host": "1"}),
    _act("take_out_of_meeting", "host", data=lambda w: {"seat": _seat(w)}),
    _act("guests", "host", data=lambda w: {"allowed": "1"}),
]
