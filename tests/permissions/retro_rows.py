"""Retrospectives: what one writes, gives and decides."""

from datetime import timedelta

from django.utils import timezone

from ceremonies.actions.services import make_action
from ceremonies.meeting.walking import go_on
from ceremonies.models import Card, Topic, Why
from ceremonies.retro.phases import PHASES
from ceremonies.retro.services.board import add_card
from ceremonies.retro.services.talking import ask_why
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _room(world: World) -> dict:
    return {"room": world.things["retro"].pk}


def _to(phase: str, *texts: str):
    """Walks to a phase, with these cards (else two) on the wall and, from the talk on, a why and an action."""

    def prepare(world: World) -> None:
        meeting, now = world.things["retro"], timezone.now()
        for one in PHASES:
            if one.key == "gather":
                for text in texts or ("One", "Two"):
                    add_card(meeting=meeting, column="slow", text=text, writer=world.things["retro_seat"], now=now)
            if one.key == "discuss":
                _talk(world)
            if one.key == phase:
                return
            go_on(meeting=meeting, seen=one.key, actor=None, now=now)

    def _talk(world: World) -> None:
        meeting, now = world.things["retro"], timezone.now()
        ask_why(meeting=meeting, topic_id=_topic(0), parent_id=None, answer="Because", now=now)
        make_action(
            meeting=meeting, title="Try it", owner_id=world.people["member"].pk, measure="it works", actor=None,
            due_on=now.date() + timedelta(days=5), now=now,
        )  # fmt: skip

    return prepare


def _topic(place: int) -> int:
    return Topic.objects.order_by("position")[place].pk


def _other_topic(world: World) -> dict:
    card = Card.objects.first()
    return {"card": card.pk, "topic": Topic.objects.exclude(pk=card.topic_id).get().pk}


def _action(world: World) -> dict:
    return {"action": world.things["retro"].actions.get().pk}


def _new_action(world: World) -> dict:
    due = timezone.now().date() + timedelta(days=5)
    return {"title": "Review first", "owner": world.people["member"].pk, "due_on": due.isoformat(), "measure": "faster"}


def _act(name: str, may: str, phase: str = "", **fields) -> Row:
    fields.setdefault("kwargs", _room)
    return post(f"ceremonies:{name}", may, scope="room", prepare=_to(phase) if phase else None, **fields)


ROWS = [
    Row("ceremonies:open_actions", "see"),
    post("ceremonies:decide_action", "sprints or own", kwargs=lambda w: {"action": w.things["action"].pk}),
    _act("set_up", "host", kwargs=lambda w: {"room": w.things["retro_lobby"].pk},
         data=lambda w: {"format": "four-l", "dots": "4", "most_actions": "2"}),
    _act("add_card", "polls", "gather", data=lambda w: {"column": "slow", "text": "Reviews wait"}),
    _act("change_card", "nobody", "gather", data=lambda w: {"card": Card.objects.first().pk, "text": "Mine"}),
    _act("say_thanks", "polls", "gather", data=lambda w: {"to": "Leo", "text": "the script"}),
    _act("keep_insight", "polls", "close", data=lambda w: {"text": "An hour on the ward"}),
    _act("move_card", "polls", "vote", data=_other_topic),
    _act("name_topic", "polls", "vote", data=lambda w: {"topic": _topic(0), "title": "Reviews"}),
    _act("give_dots", "polls", "vote", data=lambda w: {"topic": _topic(0), "dots": "2"}),
    _act("talk_about", "host", "discuss", data=lambda w: {"topic": _topic(1)}),
    _act("ask_why", "polls", "discuss", data=lambda w: {"topic": _topic(0), "answer": "Nobody asked"}),
    _act("mark_root", "polls", "discuss", data=lambda w: {"why": Why.objects.get().pk, "root": "1"}),
    _act("take_why_back", "polls", "discuss", data=lambda w: {"why": Why.objects.get().pk}),
    _act("make_action", "polls", "actions", data=_new_action),
    _act("change_action", "polls", "actions", data=lambda w: {**_new_action(w), **_action(w)}),
    _act("take_action_back", "polls", "actions", data=_action),
    post("ceremonies:review_action", "polls", scope="room", kwargs=_room,
         data=lambda w: {"action": w.things["action"].pk, "verdict": "done"}),
]  # fmt: skip
