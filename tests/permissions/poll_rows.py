"""Polls of the team and of a room."""

from ceremonies.models import Poll
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _poll(world: World) -> dict:
    return {"poll": world.things["poll"].pk}


def _in_room(world: World) -> dict:
    return {"room": world.things["retro"].pk, "poll": world.things["room_poll"].pk}


def _option(name: str):
    return lambda world: {"option": world.things[name].options.first().pk}


def _takes_options(world: World) -> None:
    Poll.objects.update(lets_add=True)


ROWS = [
    Row("ceremonies:polls", "see"),
    Row("ceremonies:today_polls", "see"),
    Row("ceremonies:story_polls", "see", kwargs=lambda w: {"key": w.story.key}),
    Row("ceremonies:poll", "see", kwargs=_poll),
    post("ceremonies:new_poll", "write", data=lambda w: {"template": "mood"}),
    post("ceremonies:answer_poll", "write", kwargs=_poll, data=_option("poll")),
    post("ceremonies:add_poll_option", "write", kwargs=_poll, data=lambda w: {"text": "Other"}, prepare=_takes_options),
    post("ceremonies:close_poll", "host", kwargs=_poll),
    post("ceremonies:ask", "polls", scope="room", kwargs=lambda w: {"room": w.things["retro"].pk},
         data=lambda w: {"line": '/poll "Q?" "a" "b"'}),
    post("ceremonies:answer_in_room", "room", scope="room", kwargs=_in_room, data=_option("room_poll")),
    post("ceremonies:add_option_in_room", "polls", scope="room", kwargs=_in_room, data=lambda w: {"text": "Other"},
         prepare=_takes_options),
    post("ceremonies:close_in_room", "host", scope="room", kwargs=_in_room),
]  # fmt: skip

TOPICS = {"polls": ("see", lambda world: world.team.pk)}
