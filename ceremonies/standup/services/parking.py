"""The parking lot: what a standup does not talk through, with those who are needed for it (STD-2)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Meeting, ParkedTopic
from ceremonies.standup import rules
from core.errors import Conflict

MOST_TOPICS = 30


@transaction.atomic
def park_topic(*, meeting: Meeting, text: str, needed: Collection[str] = (), now: datetime) -> ParkedTopic:
    """Parks a topic with the people in the seats `needed`. Raises Invalid at `text`."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    text = rules.clean_topic(text)
    if meeting.parked.count() >= MOST_TOPICS:
        raise Conflict("The parking lot is full.", field="text", fix="Talk about what is there first.")
    topic = ParkedTopic.objects.create(meeting=meeting, text=text)
    people = meeting.participants.filter(seat__in=needed).exclude(user=None)
    topic.needed.set(people.values_list("user", flat=True))
    room_changed(meeting, now)
    return topic


@transaction.atomic
def settle_topic(*, meeting: Meeting, topic_id: int | None, is_settled: bool, now: datetime) -> None:
    """Ticks a topic off, or brings it back; in a closed room, too, because it is talked about afterwards."""
    meeting = lock_meeting(meeting)
    topic = _topic_in(meeting, topic_id)
    if topic.is_settled != is_settled:
        topic.is_settled = is_settled
        topic.save(update_fields=["is_settled"])
        room_changed(meeting, now)


@transaction.atomic
def take_topic_back(*, meeting: Meeting, topic_id: int | None, now: datetime) -> None:
    """Takes a topic out that was parked by mistake. Gone already: no change."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    if meeting.parked.filter(pk=topic_id).delete()[0]:
        room_changed(meeting, now)


def _topic_in(meeting: Meeting, topic_id: int | None) -> ParkedTopic:
    found = meeting.parked.filter(pk=topic_id).first()
    if found is None:
        raise Conflict("That topic is not parked any more.", fix="Look at the list as it is now.")
    return found
