"""Refinement rooms, and what they decide about stories. The room of this world lets no guests in."""

from datetime import timedelta

from django.utils import timezone

from stories.splitting.rules import Part
from stories.splitting.services import split_story
from stories.stale.services import archive_stale, keep_story
from tests.permissions.rows import Row, post
from tests.permissions.world import World

REASON = {"reason": "Nobody asks for it"}
LEARNED = {"learning": "It can", "follow_up": "Do it"}


def _room(world: World) -> dict:
    return {"room": world.things["refinement"].pk}


def _story(world: World) -> dict:
    return {**_room(world), "story": world.things["unsized"].pk}


def _other(world: World) -> dict:
    return {**_room(world), "story": world.story.pk}


def _spike(world: World) -> dict:
    return {"pk": world.things["spike"].pk}


def _who(world: World) -> dict:
    return {"story": world.things["unsized"], "actor": world.people["owner"], "now": timezone.now()}


def _split(world: World) -> None:
    split_story(**_who(world), parts=[Part("a"), Part("b")])


def _archived(world: World) -> None:
    archive_stale(**_who(world), **REASON)


def _kept(world: World) -> None:
    keep_story(**_who(world) | {"now": timezone.now() - timedelta(minutes=1)}, **REASON)


def _act(name: str, may: str, **fields) -> Row:
    fields.setdefault("kwargs", _story)
    return post(f"ceremonies:{name}", may, scope="room", **fields)


def _api(name: str, data=lambda w: {}, **fields) -> Row:
    return Row(
        f"api:story-{name}", "write", method="POST", scope="api", writes=True, json=True, data=data,
        kwargs=lambda w: {"pk": w.things["unsized"].pk}, **fields,
    )  # fmt: skip


def _key(world: World) -> dict:
    return {"key": world.things["unsized"].key}


ROWS = [
    Row("stories:split", "write", kwargs=_key),
    post("stories:split", "write", kwargs=_key, data=lambda w: {"part_1": "a", "part_2": "b"}),
    post("stories:join", "write", kwargs=_key, prepare=_split),
    Row("ceremonies:refinement", "see"),
    Row("ceremonies:refinement_offer", "see"),
    post("ceremonies:new_refinement", "sprints"),
    _act("next_story", "host", kwargs=_room, data=lambda w: {"seen": w.things["unsized"].pk}),
    _act("start_poker", "host", kwargs=_room),
    _act("look_at_story", "host", kwargs=_other),
    _act("split_here", "write", data=lambda w: {"part_1": "a", "part_2": "b"}),
    _act("join_here", "write", prepare=_split),
    _act("archive_stale", "write", data=lambda w: REASON),
    _act("restore_stale", "write", prepare=_archived),
    _act("keep_stale", "write", data=lambda w: REASON),
    _act("ask_again", "write", prepare=_kept),
    _api("split", lambda w: {"parts": [{"words": "a"}, {"words": "b"}]}),
    _api("join", prepare=_split),
    _api("keep", lambda w: REASON),
    _api("release", prepare=_kept),
    Row("api:story-knowledge", "see", scope="api", json=True, kwargs=lambda w: {"pk": w.story.pk}),
    Row("stories:knowledge", "see", kwargs=lambda w: {"key": w.story.key}),
    Row("teams:health", "see"),
    Row("api:spike-list", "see", scope="signed in", json=True),
    Row("api:spike-detail", "see", scope="api", json=True, kwargs=_spike),
    Row(
        "api:spike-close",
        "write",
        method="POST",
        scope="api",
        writes=True,
        json=True,
        kwargs=_spike,
        data=lambda w: {"learning": "It can"},
    ),
    Row("sprints:spike", "see", kwargs=lambda w: {"key": w.things["spike"].key}),
    post("sprints:close_spike", "write", kwargs=lambda w: {"key": w.things["spike"].key}, data=lambda w: LEARNED),
]
