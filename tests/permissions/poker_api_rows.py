"""Poker rooms and rounds in the API."""

from tests.permissions.api_rows import _api
from tests.permissions.poker_rows import (
    _a_card_lies,
    _agreed,
    _closed,
    _item,
    _revealed,
    _round,
    _skipped,
    _soon,
)


def _meeting(world):
    return world.things["meeting"]


def _lobby(world):
    return world.things["lobby"]


def _host(action: str, *, of=_meeting, method: str = "POST", **fields):
    return _api(f"poker-room-{action}", "host", method, of=of, **fields)


ROWS = [
    _api("poker-room-list", "see"),
    _api("poker-room-list", "host", "POST", data=lambda w: {"team": w.team.pk, "stories": [w.story.pk]}),
    _api("poker-room-detail", "see", of=_meeting),
    _api("poker-room-results", "see", of=_meeting),
    _api("poker-room-join", "see", "POST", of=_meeting, either=True),
    _api("poker-room-leave", "see", "POST", of=_meeting, either=True),
    _host("detail", method="PATCH", data=lambda w: {"asks_reasons": True}),
    _host("add", data=lambda w: {"stories": [w.things["other_story"].pk]}),
    _host("start", of=_lobby),
    _host("open-until", of=_lobby, data=lambda w: {"deadline": _soon(w)["deadline"] + ":00Z"}),
    _host("again", prepare=_revealed, data=_item),
    _host("agree", prepare=_revealed, data=lambda w: {**_item(w), "points": "5"}),
    _host("take-back", prepare=_agreed, data=_item),
    _host("skip", data=_item),
    _host("bring-back", prepare=_skipped, data=_item),
    _host("next", prepare=_agreed),
    _host("close"),
    _host("reopen", prepare=_closed),
    _api("poker-round-list", "see"),
    _api("poker-round-detail", "see", of=_round),
    _api("poker-round-vote", "see", of=_round),
    _api("poker-round-vote", "poker", "POST", of=_round, data=lambda w: {"value": "5"}),
    _api("poker-round-reveal", "host", "POST", of=_round, prepare=_a_card_lies),
]
