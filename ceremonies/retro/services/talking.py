"""What comes out of the talk: whys, the topic that is talked about, and things outside of the team's hands."""

from datetime import datetime

from django.db import transaction

from ceremonies.meeting import announce
from ceremonies.models import Meeting, Retro, RetroNote, Topic, Why
from ceremonies.retro import rules
from ceremonies.retro.phases import ACTIONS, CLOSE, DISCUSS
from ceremonies.retro.services.board import locked_retro, topic_in
from core.errors import Conflict
from stories.impediments.services import raise_impediment
from teams.models import User


@transaction.atomic
def talk_about(*, meeting: Meeting, topic_id: int | None, now: datetime) -> Topic:
    """Turns to a topic; the one before counts as talked about. Again: no change."""
    retro = locked_retro(meeting, DISCUSS)
    topic = topic_in(retro, topic_id)
    if topic.is_current:
        return topic
    retro.topics.filter(is_current=True).update(is_current=False, is_talked=True)
    topic.is_current = True
    topic.save(update_fields=["is_current"])
    announce.room_changed(retro.meeting, now)
    return topic


@transaction.atomic
def ask_why(
    *, meeting: Meeting, topic_id: int | None, parent_id: int | None, answer: str, question: str = "", now: datetime
) -> Why:
    """Answers why a topic, or an answer above, is as it is: the tree grows by one. Raises Invalid at `answer`."""
    retro = locked_retro(meeting, DISCUSS)
    topic = topic_in(retro, topic_id)
    parent = topic.whys.filter(pk=parent_id).first() if parent_id else None
    if parent_id and parent is None:
        raise Conflict("That answer is not there any more.", field="answer", fix="Look at the tree as it is now.")
    if parent and depth_of(parent) >= rules.DEEPEST_WHY:
        raise Conflict("That is deep enough.", field="answer", fix="Mark a root cause that you can change.")
    why = Why.objects.create(
        topic=topic,
        parent=parent,
        question=rules.clean(question or "Why is that?", 120, "question", "A question is missing."),
        answer=rules.clean(answer, rules.ANSWER_LENGTH, "answer", "An answer is missing."),
    )
    announce.room_changed(retro.meeting, now)
    return why


def depth_of(why: Why) -> int:
    """1 for an answer right below the topic."""
    return 1 if why.parent is None else 1 + depth_of(why.parent)


def _why_in(retro: Retro, why_id: int | None) -> Why:
    found = Why.objects.filter(topic__retro=retro, pk=why_id).first()
    if found is None:
        raise Conflict("That answer is not there any more.", fix="Look at the tree as it is now.")
    return found


@transaction.atomic
def mark_root(*, meeting: Meeting, why_id: int | None, is_root: bool, now: datetime) -> Why:
    """Says that an answer is a root cause that the team can change, or takes that back."""
    retro = locked_retro(meeting, DISCUSS)
    why = _why_in(retro, why_id)
    if why.is_root != is_root:
        why.is_root = is_root
        why.save(update_fields=["is_root"])
        announce.room_changed(retro.meeting, now)
    return why


@transaction.atomic
def take_why_back(*, meeting: Meeting, why_id: int | None, now: datetime) -> None:
    """Takes an answer out. Raises Conflict while answers stand below it."""
    retro = locked_retro(meeting, DISCUSS)
    why = _why_in(retro, why_id)
    if why.deeper.exists():
        raise Conflict("Other answers explain this one.", fix="Take those out first.")
    why.delete()
    announce.room_changed(retro.meeting, now)


@transaction.atomic
def hand_to_scrum_master(*, meeting: Meeting, title: str, actor: User, now: datetime) -> RetroNote:
    """What the team cannot change itself becomes an impediment, owned by the Scrum master (RET-10)."""
    retro = locked_retro(meeting, DISCUSS, ACTIONS, CLOSE)
    title = rules.clean(title, 160, "title", "What is in the way?")
    impediment = raise_impediment(
        team=retro.meeting.team, title=title, actor=actor, now=now, next_step="Raised in the retrospective"
    )
    note = RetroNote.objects.create(retro=retro, kind=RetroNote.OUTSIDE, text=title, impediment=impediment)
    announce.room_changed(retro.meeting, now)
    return note
