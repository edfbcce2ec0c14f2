"""Rooms, plans and schedules in the API."""

from django.utils import timezone

from ceremonies.meeting.services import close_meeting
from ceremonies.models import CeremonySlot, Meeting
from ceremonies.planning.services import challenge_plan, open_planning
from ceremonies.standup.services.turns import speaking
from tests.permissions.api_rows import _api
from tests.permissions.retro_rows import _to
from tests.permissions.world import World


def _retro(world: World):
    return world.things["retro"]


def _lobby(world: World):
    return world.things["retro_lobby"]


def _standup(world: World):
    return world.things["standup"]


def _refinement(world: World):
    return world.things["refinement"]


def _closed(world: World) -> None:
    close_meeting(meeting=_retro(world), actor=None, now=timezone.now())


def _who(world: World) -> dict:
    return {"sprint": world.planned, "actor": world.people["owner"], "now": timezone.now()}


def _planning(world: World) -> None:
    world.things["planning"] = open_planning(**_who(world))


def _doubt(world: World) -> None:
    world.things["challenge"] = challenge_plan(text="Too much", **_who(world))


def _slot(world: World) -> None:
    world.things["slot"] = CeremonySlot.objects.create(
        team=world.team, kind="standup", rhythm="weekly", weekdays=[0], at="09:15"
    )


def _in_team(world: World) -> dict:
    return {"team": world.team.pk}


def _plan(world: World) -> dict:
    return {**_in_team(world), "sprint": world.planned.pk}


def _new_slot(world: World) -> dict:
    return {**_in_team(world), "kind": "review", "rhythm": "last", "at": "14:00", "minutes": 60}


def _turn(world: World) -> dict:
    return {"seen": speaking(_standup(world)).pk}


def _no_standup(world: World) -> None:
    Meeting.objects.filter(kind="standup").delete()


def _of(name: str):
    return lambda world: world.things[name]


ROWS = [
    _api("meeting-list", "see"),
    _api("meeting-detail", "see", of=_retro),
    _api("meeting-begin", "host", "POST", of=_lobby),
    _api("meeting-next", "host", "POST", of=_retro, data=lambda w: {"seen": "check-in"}),
    _api("meeting-back", "host", "POST", of=_retro, prepare=_to("gather", "One"), data=lambda w: {"seen": "gather"}),
    _api("meeting-timer", "host", "POST", of=_retro, data=lambda w: {"seconds": 60}),
    _api("meeting-close", "host", "POST", of=_retro),
    _api("meeting-reopen", "host", "POST", of=_retro, prepare=_closed),
    _api("refinement-list", "see"),
    _api("refinement-list", "host", "POST", data=_in_team),
    _api("refinement-detail", "see", of=_refinement),
    _api("refinement-look", "host", "POST", of=_refinement, data=lambda w: {"story": w.story.pk}),
    _api("refinement-next-story", "host", "POST", of=_refinement, data=lambda w: {"seen": w.things["unsized"].pk}),
    _api("refinement-start-poker", "host", "POST", of=_refinement),
    _api("standup-list", "see"),
    _api("standup-list", "host", "POST", prepare=_no_standup, data=_in_team),
    _api("standup-detail", "see", of=_standup),
    _api("standup-shuffle", "host", "POST", of=_standup, either=True),
    _api("standup-hand-over", "write", "POST", of=_standup, data=_turn),
    _api("standup-park", "write", "POST", of=_standup, data=lambda w: {"text": "Naming"}),
    _api("standup-settle", "write", "POST", of=_standup, data=lambda w: {"topic": w.things["parked"].pk}),
    _api("planning-list", "see"),
    _api("planning-list", "host", "POST", data=_plan),
    _api("planning-detail", "see", of=_of("planning"), prepare=_planning),
    _api("planning-check", "see", of=_of("planning"), prepare=_planning),
    _api("plan-challenge-list", "see"),
    _api("plan-challenge-list", "host", "POST", data=lambda w: {**_plan(w), "text": "Too much"}),
    _api("plan-challenge-detail", "see", of=_of("challenge"), prepare=_doubt),
    _api("plan-challenge-decide", "write", "POST", of=_of("challenge"), prepare=_doubt,
         data=lambda w: {"decision": "kept", "answer": "We try it"}),
    _api("ceremony-slot-list", "see"),
    _api("ceremony-slot-list", "host", "POST", data=_new_slot),
    _api("ceremony-slot-detail", "see", of=_of("slot"), prepare=_slot),
    _api("upcoming-detail", "see", of=lambda w: w.team),
    _api("ceremony-slot-detail", "host", "DELETE", of=_of("slot"), prepare=_slot),
]  # fmt: skip
