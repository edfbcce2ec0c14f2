"""Retrospectives, actions and polls in the API."""

from datetime import timedelta

from django.utils import timezone

from ceremonies.meeting.services import close_meeting
from tests.permissions.api_rows import _api
from tests.permissions.retro_rows import _to, _topic
from tests.permissions.world import World


def _retro(world: World):
    return world.things["retro"]


def _poll(world: World):
    return world.things["poll"]


def _closed(world: World) -> None:
    close_meeting(meeting=world.things["retro"], actor=None, now=timezone.now())


def _new_action(world: World) -> dict:
    due = timezone.now().date() + timedelta(days=5)
    return {
        "meeting": world.things["retro"].pk, "title": "Review first", "owner": world.people["member"].pk,
        "due_on": due.isoformat(), "measure": "faster",
    }  # fmt: skip


def _action(world: World):
    return world.things["action"]


ROWS = [
    _api("retro-list", "see"),
    _api("retro-list", "host", "POST", data=lambda w: {"team": w.team.pk}),
    _api("retro-detail", "see", of=_retro),
    _api("retro-begin", "host", "POST", of=lambda w: w.things["retro_lobby"]),
    _api("retro-next", "host", "POST", of=_retro, data=lambda w: {"seen": "check-in"}),
    _api("retro-back", "host", "POST", of=_retro, prepare=_to("gather", "One"), data=lambda w: {"seen": "gather"}),
    _api("retro-close", "host", "POST", of=_retro),
    _api("retro-reopen", "host", "POST", of=_retro, prepare=_closed),
    _api("retro-add-card", "write", "POST", of=_retro, prepare=_to("gather", "One"),
         data=lambda w: {"column": "slow", "text": "Reviews wait"}),
    _api("retro-give-dots", "write", "POST", of=_retro, prepare=_to("vote", "One"),
         data=lambda w: {"topic": _topic(0), "dots": 2}),
    _api("action-list", "see"),
    _api("action-list", "write", "POST", prepare=_to("actions", "One"), data=_new_action),
    _api("action-detail", "see", of=_action),
    _api("action-decide", "sprints or own", "POST", of=_action,
         data=lambda w: {"verdict": "done"}),
    _api("poll-list", "see"),
    _api("poll-list", "write", "POST", data=lambda w: {"team": w.team.pk, "line": '/poll "Q?" "a" "b"'}),
    _api("poll-detail", "see", of=_poll),
    _api("poll-mine", "see", of=_poll),
    _api("poll-answer", "write", "POST", of=_poll, data=lambda w: {"options": [_poll(w).options.first().pk]}),
    _api("poll-close", "host", "POST", of=_poll),
]  # fmt: skip
