"""Which stories a room is about, and in which order."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from ceremonies.models import Meeting, PokerRoom, QueuedStory, Round
from ceremonies.poker import announce, rules
from ceremonies.poker.rules import ItemState
from ceremonies.poker.services.hosting import item_in, locked_room, open_room
from core.errors import Conflict, Invalid
from stories.models import Story
from stories.rules import Kind
from stories.story.services import create_story
from teams.models import Team, User


@transaction.atomic
def open_room_about(
    *, team: Team, stories: Collection[Story], actor: User, now: datetime, title: str = "", is_voter: bool = True
) -> Meeting:
    """A new room with these stories in its queue, or no room when one of them is refused."""
    meeting = open_room(team=team, actor=actor, now=now, title=title, is_voter=is_voter)
    if stories:
        queue_stories(meeting=meeting, stories=stories, now=now)
    return meeting


def stories_named(team: Team, keys: Collection[str]) -> list[Story]:
    """The team's stories with these keys, in the order given; raises Invalid that names those it does not have."""
    keys = list(dict.fromkeys(keys))
    if len(keys) > rules.MOST_QUEUED:
        raise Invalid(f"A room takes {rules.MOST_QUEUED} stories.", field="stories", fix="Open another room.")
    found = {story.key: story for story in Story.objects.filter(team=team, key__in=keys)}
    if missing := [key for key in keys if key not in found]:
        raise Invalid(
            f"Not a story of this team: {', '.join(missing)}.", field="stories", fix="Choose from your backlog."
        )
    return [found[key] for key in keys]


@transaction.atomic
def queue_stories(*, meeting: Meeting, stories: Collection[Story], now: datetime) -> list[QueuedStory]:
    """Adds stories at the end, in the order given; those that are there already stay where they are.

    Raises Invalid for stories of another team and for spikes, which have a timebox instead of a size.
    """
    room = locked_room(meeting)
    for story in stories:
        if story.team_id != room.meeting.team_id:
            raise Invalid("That story belongs to another team.", field="stories", fix="Choose from your backlog.")
        if story.kind == Kind.SPIKE:
            raise Invalid(f"{story.key} is a spike: it has a timebox.", field="stories", fix="Choose other stories.")
    known = set(room.queue.values_list("story_id", flat=True))
    fresh = list({story.pk: story for story in stories if story.pk not in known}.values())
    if len(known) + len(fresh) > rules.MOST_QUEUED:
        raise Invalid(f"A room takes {rules.MOST_QUEUED} stories.", field="stories", fix="Open another room.")
    last = room.queue.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    added = [
        QueuedStory(room=room, story=story, key=story.key, title=story.title, position=first + place)
        for place, story in enumerate(fresh)
    ]
    for item in added:
        item.save()
    _open_if_asynchronous(room, added, now)
    if added:
        announce.room_changed(room, now)
    return added


def _open_if_asynchronous(room: PokerRoom, added: list[QueuedStory], now: datetime) -> None:
    if not room.is_asynchronous:
        return
    rules.require_time(room.deadline, now)
    for item in added:
        item.state, item.opened_at = ItemState.OPEN, now
        item.save(update_fields=["state", "opened_at"])
        Round.objects.create(item=item, number=1, opened_at=now)


@transaction.atomic
def queue_new_story(*, meeting: Meeting, title: str, actor: User, now: datetime) -> QueuedStory:
    """A title typed in the lobby becomes a story of the backlog and joins the queue (UX-3)."""
    if not title.strip():
        raise Invalid("A title is missing.", field="title", fix="Type what is to be estimated.")
    room = locked_room(meeting)
    story = create_story(team=room.meeting.team, actor=actor, now=now, title=title)
    return queue_stories(meeting=meeting, stories=[story], now=now)[0]


@transaction.atomic
def move_in_queue(*, meeting: Meeting, item_id: int | None, place: int, now: datetime) -> None:
    """Puts a story at `place` of the whole queue, 0 being the top; beyond the end is the end."""
    room = locked_room(meeting)
    moved = item_in(room, item_id)
    others = [item for item in room.queue.order_by("position", "pk") if item.pk != moved.pk]
    others.insert(max(0, place), moved)
    for position, item in enumerate(others):
        item.position = position
    QueuedStory.objects.bulk_update(others, ["position"])
    announce.room_changed(room, now)


@transaction.atomic
def remove_from_queue(*, meeting: Meeting, item_id: int | None, now: datetime) -> QueuedStory:
    """Takes a waiting story out. Raises Conflict once it was on the table: its rounds are kept."""
    room = locked_room(meeting)
    item = item_in(room, item_id)
    if item.rounds.exists():
        raise Conflict(f"{item.key} was on the table already.", fix="Skip it: its rounds are kept.")
    item.delete()
    announce.room_changed(room, now)
    return item
