"""Cards, topics and dots. What is anonymous is written without its author, its time and its place in a row of rows."""

import hashlib
import secrets
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from ceremonies.meeting import announce
from ceremonies.meeting.blind import new_nonce, token_of
from ceremonies.meeting.phases import require_phase
from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Card, Meeting, Participant, Retro, RetroNote, Topic
from ceremonies.retro import rules
from ceremonies.retro.parts import column_parts, thanks_parts
from ceremonies.retro.phases import DISCUSS, GATHER, VOTE
from core.errors import Conflict, NotAllowed
from live.publish import publish


def locked_retro(meeting: Meeting, *phases: str) -> Retro:
    """The retrospective under its meeting's lock. Raises Conflict when it is closed or in another phase."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    if phases:
        require_phase(meeting.phase, *phases)
    retro = Retro.objects.get(meeting=meeting.pk)
    retro.meeting = meeting
    return retro


# Cards


def mark_of(word: str) -> str:
    """The hash of the random word that a writer's browser keeps; a word shorter than 32 letters marks nothing."""
    return hashlib.sha256(word.encode()).hexdigest() if len(word) >= 32 else ""


@sensitive_variables()
@transaction.atomic
def add_card(
    *, meeting: Meeting, column: str, text: str, writer: Participant, word: str = "", now: datetime
) -> Card | None:
    """Puts a card into a column while the room gathers. The same word again: no second card.

    An anonymous one keeps nothing of its writer. Raises Invalid at `text` or `column`.
    """
    retro = locked_retro(meeting, GATHER)
    column = rules.clean_column(column, retro.columns)
    text = rules.clean(text, rules.CARD_LENGTH, "text", "The card is empty.")
    mark = mark_of(word)
    if mark and retro.cards.filter(edit_mark=mark).exists():
        return None
    if retro.cards.count() >= rules.MOST_CARDS:
        raise Conflict("The wall is full.", field="text", fix="Go on to the vote.")
    author = None if retro.is_anonymous else writer
    card = Card.objects.create(retro=retro, column=column, text=text, author=author, edit_mark=mark)
    if retro.is_anonymous:
        _lay_anew(retro)
    announce.parts_changed(retro.meeting, column_parts(retro, column))
    return card


def _lay_anew(retro: Retro) -> None:
    """All cards are written again in the order of their random keys: their rows do not tell which came last."""
    cards = sorted(retro.cards.all(), key=lambda card: card.pk)
    retro.cards.all().delete()
    Card.objects.bulk_create(cards)


def _own_card(retro: Retro, card_id: int | None, writer: Participant | None, word: str) -> Card:
    card = retro.cards.filter(pk=card_id).first()
    if card is None:
        raise Conflict("That card is not there any more.", field="text", fix="Write a new one.")
    is_mine = (bool(card.edit_mark) and card.edit_mark == mark_of(word)) or (
        writer is not None and card.author_id == writer.pk
    )
    if not is_mine:
        raise NotAllowed("Only who wrote a card changes it, in the browser that it was written in.", field="text")
    return card


@sensitive_variables()
@transaction.atomic
def change_card(
    *, meeting: Meeting, card_id: int | None, text: str, writer: Participant | None, word: str, now: datetime
) -> None:
    """Its writer rewrites a card, or with an empty text takes it back. Raises NotAllowed for everybody else."""
    retro = locked_retro(meeting, GATHER)
    card = _own_card(retro, card_id, writer, word)
    if text.strip():
        card.text = rules.clean(text, rules.CARD_LENGTH, "text", "The card is empty.")
        card.save(update_fields=["text"])
        if retro.is_anonymous:
            _lay_anew(retro)
    else:
        card.delete()
    announce.parts_changed(retro.meeting, column_parts(retro, card.column))


def seal_cards(retro: Retro) -> None:
    """From now on nobody can show that a card is theirs."""
    retro.cards.exclude(edit_mark="").update(edit_mark="")


@transaction.atomic
def add_note(*, meeting: Meeting, kind: str, text: str, to: str = "", now: datetime) -> RetroNote:
    """A thank-you, which keeps no sender, or an insight. Raises Invalid at `text` or `to`."""
    retro = locked_retro(meeting)
    if retro.notes.count() >= rules.MOST_NOTES:
        raise Conflict("That is enough for one retrospective.", field="text", fix="Keep it for the next one.")
    text = rules.clean(text, rules.CARD_LENGTH, "text", "There is nothing to keep.")
    to = rules.clean(to, 60, "to", "A thank-you goes to somebody.") if kind == RetroNote.THANKS else ""
    note = RetroNote.objects.create(retro=retro, kind=kind, text=text, to=to)
    if kind == RetroNote.THANKS:
        announce.parts_changed(retro.meeting, thanks_parts(retro))
    else:
        announce.room_changed(retro.meeting, now)
    return note


# Topics


def make_topics(retro: Retro) -> None:
    """A topic of its own, in shuffled order, for every card that has none."""
    cards = list(retro.cards.filter(topic=None))
    secrets.SystemRandom().shuffle(cards)
    place = retro.topics.count()
    for card in cards:
        card.topic = Topic.objects.create(
            retro=retro, title=rules.title_from(card.text), column=card.column, position=place
        )
        card.save(update_fields=["topic"])
        place += 1


def topic_in(retro: Retro, topic_id: int | None) -> Topic:
    """Raises Conflict for a topic that is not in this room."""
    found = retro.topics.filter(pk=topic_id).first()
    if found is None:
        raise Conflict("That topic is not there any more.", fix="Look at the wall as it is now.")
    return found


@transaction.atomic
def move_card(*, meeting: Meeting, card_id: int | None, topic_id: int | None, now: datetime) -> Card:
    """Puts a card to another topic, or with None into one of its own. A topic without cards is gone, its dots too."""
    retro = locked_retro(meeting, VOTE)
    card = retro.cards.filter(pk=card_id).first()
    if card is None:
        raise Conflict("That card is not there any more.", fix="Look at the wall as it is now.")
    before = card.topic
    if topic_id is None:
        card.topic = Topic.objects.create(
            retro=retro, title=rules.title_from(card.text), column=card.column, position=retro.topics.count()
        )
    else:
        card.topic = topic_in(retro, topic_id)
    card.save(update_fields=["topic"])
    if before and not before.cards.exists():
        _forget_topic(retro, before)
    announce.room_changed(retro.meeting, now)
    return card


def _forget_topic(retro: Retro, topic: Topic) -> None:
    key = str(topic.pk)
    kept = {token: {one: n for one, n in dots.items() if one != key} for token, dots in retro.dots.items()}
    retro.dots = {token: dots for token, dots in kept.items() if dots}
    retro.save(update_fields=["dots"])
    topic.delete()


@transaction.atomic
def name_topic(*, meeting: Meeting, topic_id: int | None, title: str, now: datetime) -> Topic:
    """Gives a topic a name of its own. Raises Invalid at `title`."""
    retro = locked_retro(meeting, VOTE, DISCUSS)
    topic = topic_in(retro, topic_id)
    topic.title = rules.clean(title, rules.TITLE_LENGTH, "title", "A topic needs a name.")
    topic.save(update_fields=["title"])
    announce.room_changed(retro.meeting, now)
    return topic


# Dots


@sensitive_variables()
@transaction.atomic
def give_dots(
    *, meeting: Meeting, topic_id: int | None, dots: int, person: Participant, now: datetime
) -> dict[str, int]:
    """Gives a topic so many of the person's dots in all; returns their dots by topic id.

    Hidden until voting ends: others learn only how many people have given all. Raises Conflict beyond the budget,
    however many clicks come at once, because all of them queue at the meeting's lock.
    """
    retro = locked_retro(meeting, VOTE)
    if not retro.nonce:
        raise Conflict("This vote has ended.", field="dots", fix="Go one step back and on again to vote anew.")
    topic = topic_in(retro, topic_id)
    token = token_of(retro.nonce, person)
    mine = rules.give_dots(retro.dots.get(token, {}), topic.pk, dots, retro.dots_each)
    ballots = {key: value for key, value in retro.dots.items() if key != token} | ({token: mine} if mine else {})
    retro.dots = dict(sorted(ballots.items()))
    retro.save(update_fields=["dots"])
    publish(retro.meeting.topic, "parts", {"parts": given_parts(retro)})
    return mine


def own_dots(retro: Retro, person: Participant | None) -> dict[str, int]:
    """A person's own dots by topic id: for their eyes."""
    return retro.dots.get(token_of(retro.nonce, person), {}) if person and retro.nonce else {}


def given_parts(retro: Retro) -> dict[str, str]:
    """How many have given all their dots: a number, and whose is not known."""
    all_given = sum(sum(dots.values()) >= retro.dots_each for dots in retro.dots.values())
    return {"dots-given": f'<span id="dots-given">{all_given}</span>'}


def vote_anew(retro: Retro) -> None:
    """A topic for every card, and where a vote has ended already, another one: its dots begin at none."""
    make_topics(retro)
    if not retro.nonce:
        retro.topics.update(dots=None, is_current=False)
        retro.nonce = new_nonce()
        retro.save(update_fields=["nonce"])


def end_vote(retro: Retro) -> None:
    """Dots become totals, most first, and what tied them to people is deleted. Again: no change."""
    if not retro.nonce:
        return
    totals = Counter[str]()
    for dots in retro.dots.values():
        totals.update(dots)
    topics = sorted(retro.topics.all(), key=lambda topic: (-totals[str(topic.pk)], topic.position))
    for place, topic in enumerate(topics):
        topic.dots, topic.position, topic.is_current = totals[str(topic.pk)], place, False
        topic.save(update_fields=["dots", "position", "is_current"])
    if topics:
        topics[0].is_current = True
        topics[0].save(update_fields=["is_current"])
    retro.dots, retro.nonce = {}, ""
    retro.save(update_fields=["dots", "nonce"])
