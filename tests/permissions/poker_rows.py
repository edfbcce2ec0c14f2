"""Poker rooms: their pages are one address for members and guests alike."""

from datetime import timedelta

from django.utils import timezone

from ceremonies.meeting.links import shown_token
from ceremonies.meeting.services import close_meeting
from ceremonies.models import Round
from ceremonies.poker.services.hosting import agree, skip_story, vote_again
from ceremonies.poker.services.voting import cast_vote, reveal_round
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _room(world: World) -> dict:
    return {"room": world.things["meeting"].pk}


def _here(world: World, **more) -> dict:
    return {**_room(world), **more}


def _round(world: World) -> Round:
    return Round.objects.get(item__room__meeting=world.things["meeting"].pk, revealed_at=None)


def _item(world: World) -> dict:
    return {"item": world.things["queued"].pk}


def _with_item(world: World) -> dict:
    return {**_room(world), **_item(world)}


def _a_card_lies(world: World) -> None:
    cast_vote(
        meeting=world.things["meeting"], round_id=_round(world).pk, participant=world.things["host_seat"], value="5",
        now=timezone.now(),
    )  # fmt: skip


def _revealed(world: World) -> None:
    _a_card_lies(world)
    reveal_round(meeting=world.things["meeting"], round_id=_round(world).pk, by=None, now=timezone.now())


def _another_round(world: World) -> None:
    _revealed(world)
    vote_again(meeting=world.things["meeting"], item_id=world.things["queued"].pk, now=timezone.now())


def _agreed(world: World) -> None:
    _revealed(world)
    agree(
        meeting=world.things["meeting"], item_id=world.things["queued"].pk, points="5", actor=world.people["owner"],
        now=timezone.now(),
    )  # fmt: skip


def _skipped(world: World) -> None:
    skip_story(meeting=world.things["meeting"], item_id=world.things["queued"].pk, actor=None, now=timezone.now())


def _closed(world: World) -> None:
    close_meeting(meeting=world.things["meeting"], actor=None, now=timezone.now())


def _lobby(world: World) -> dict:
    return {"room": world.things["lobby"].pk}


def _soon(world: World) -> dict:
    return {"deadline": f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"}


def _act(name: str, may: str, **fields) -> Row:
    fields.setdefault("kwargs", _room)
    return post(f"ceremonies:{name}", may, scope="room", **fields)


ROWS = [
    Row("ceremonies:poker", "see"),
    Row("ceremonies:new_poker", "sprints"),
    post("ceremonies:new_poker", "sprints", data=lambda w: {"title": "Another"}),
    Row("ceremonies:guest", "", scope="anybody", kwargs=lambda w: {"token": shown_token(w.things["meeting"])}),
    Row("ceremonies:left", "", scope="anybody"),
    Row("ceremonies:room", "room", kwargs=_room, scope="room"),
    Row("ceremonies:mine", "room", kwargs=_room, scope="room"),
    Row("ceremonies:choose", "host", kwargs=_room, scope="room"),
    _act("vote", "poker", data=lambda w: {"round": _round(w).pk, "value": "5"}),
    _act("join_room", "room", either=True),
    _act("leave", "room", either=True),
    _act("stance", "room", either=True, data=lambda w: {"voter": "0"}),
    _act("start", "host", kwargs=_lobby),
    _act("open_until", "host", kwargs=_lobby, data=_soon),
    _act("reveal", "host", prepare=_a_card_lies, data=lambda w: {"round": _round(w).pk}),
    _act("again", "host", prepare=_revealed, data=_item),
    _act("withdraw", "host", prepare=_another_round, kwargs=_with_item),
    _act("agree", "host", prepare=_revealed, data=lambda w: {**_item(w), "points": "5"}),
    _act("take_back", "host", prepare=_agreed, kwargs=_with_item),
    _act("go_on", "host", prepare=_agreed, data=_item),
    _act("skip", "host", data=_item),
    _act("bring_back", "host", prepare=_skipped, kwargs=_with_item),
    _act("close", "host"),
    _act("reopen", "host", prepare=_closed),
    _act("house_rules", "host", data=lambda w: {"guests_allowed": "on", "asks_reasons": "on"}),
    _act("renew_link", "host"),
    _act("timer", "host", data=lambda w: {"seconds": "60"}),
    _act("hand_over", "host", data=lambda w: {"seat": w.things["dev_seat"].seat, "host": "1"}),
    _act("take_out", "host", data=lambda w: {"seat": w.things["dev_seat"].seat}),
    _act("add", "host", data=lambda w: {"title": "One more"}),
    _act("move", "host", data=lambda w: {"item": w.things["queued_next"].pk, "place": "0"}),
    _act("remove", "host", data=lambda w: {"item": w.things["queued_next"].pk}),
]

ACTS = {
    "vote": ("poker", lambda world: world.things["meeting"].pk, lambda world: {"round": _round(world).pk, "value": "5"})
}
TOPICS = {"meeting": ("see", lambda world: world.things["meeting"].pk)}
