"""Every change to a refinement. All of them hold the meeting's lock; stories are changed by the stories' services."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.phases import require_phase
from ceremonies.meeting.rules import Kind, require_open
from ceremonies.meeting.services import lock_meeting, open_meeting
from ceremonies.models import LookedAt, Meeting, Refinement
from ceremonies.poker.services.queueing import open_room_about, queue_stories
from ceremonies.refinement.phases import STORIES
from ceremonies.refinement.queries import next_sprint_of, refinement_of, top_of_backlog
from ceremonies.refinement.rules import after
from core.errors import Conflict
from stories.models import Story
from stories.rules import Kind as StoryKind
from stories.splitting.rules import Part
from stories.splitting.services import join_again, split_story
from teams.models import Team, User


@transaction.atomic
def open_refinement(*, team: Team, actor: User, now: datetime, title: str = "") -> Meeting:
    """A refinement in its lobby, for the next planned sprint if there is one."""
    meeting = open_meeting(
        team=team, kind=Kind.REFINEMENT, actor=actor, now=now, title=title, sprint=next_sprint_of(team)
    )
    Refinement.objects.create(meeting=meeting)
    return meeting


@transaction.atomic
def look_at(*, meeting: Meeting, story: Story, actor: User | None, now: datetime) -> Refinement:
    """Lays a story before everybody. Raises Conflict for one that is not in this team's backlog any more."""
    meeting, room = _locked(meeting)
    if not Story.objects.filter(team=meeting.team_id, pk=story.pk).in_backlog().exists():
        raise Conflict(f"{story.key} is not in the backlog any more.", fix="Choose another one.")
    return _lay(room, story.pk, now)


@transaction.atomic
def next_story(*, meeting: Meeting, seen: int | None, actor: User | None, now: datetime) -> Refinement:
    """One story further down. `seen` is the story that whoever pressed had before them: pressed twice it is one step.

    After the last one nothing is before the room, until somebody chooses again.
    """
    meeting, room = _locked(meeting)
    if room.current_id != seen:
        return room
    order = list(top_of_backlog(meeting.team).values_list("pk", flat=True))
    return _lay(room, after(order, seen), now)


def _locked(meeting: Meeting) -> tuple[Meeting, Refinement]:
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    require_phase(meeting.phase, STORIES)
    return meeting, refinement_of(meeting)


def _lay(room: Refinement, story: int | None, now: datetime) -> Refinement:
    room.current_id = story
    room.save(update_fields=["current"])
    if story is not None:
        LookedAt.objects.get_or_create(refinement=room, story_id=story, defaults={"at": now})
    room_changed(room.meeting, now)
    return room


def begin_with_the_top(meeting: Meeting, phase: str, actor: User | None, now: datetime) -> None:
    """When the room enters its stories, the first of the backlog is before it."""
    room = refinement_of(meeting)
    first = top_of_backlog(meeting.team).values_list("pk", flat=True).first()
    if phase == STORIES and room.current_id is None and first is not None:
        room.current_id = first
        room.save(update_fields=["current"])
        LookedAt.objects.get_or_create(refinement=room, story_id=first, defaults={"at": now})


@transaction.atomic
def split_here(*, meeting: Meeting, story: Story, parts: Sequence[Part], actor: User, now: datetime) -> list[Story]:
    """As `split_story`; the first part is before the room then."""
    meeting, room = _locked(meeting)
    children = split_story(story=story, parts=parts, actor=actor, now=now)
    if room.current_id == story.pk:
        _lay(room, children[0].pk, now)
    return children


@transaction.atomic
def join_here(*, meeting: Meeting, story: Story, actor: User, now: datetime) -> Story:
    """As `join_again`; the whole story is before the room then."""
    meeting, room = _locked(meeting)
    story = join_again(story=story, actor=actor, now=now)
    _lay(room, story.pk, now)
    return story


@transaction.atomic
def start_poker(*, meeting: Meeting, actor: User, now: datetime, is_voter: bool) -> Meeting:
    """A poker room about the stories that were looked at and have no size yet, or about the one before the room.

    While that room is open, the same again adds what is new to it. Raises Conflict when nothing is to be estimated.
    """
    meeting, room = _locked(meeting)
    stories = _to_estimate(room)
    if not stories:
        raise Conflict("Nothing that you looked at can be estimated.", fix="Look at a story that is no spike.")
    if room.poker is not None and not room.poker.is_closed:
        queue_stories(meeting=room.poker, stories=stories, now=now)
        return room.poker
    title = f"Poker for {meeting.title}"
    room.poker = open_room_about(
        team=meeting.team, stories=stories, actor=actor, now=now, title=title, is_voter=is_voter
    )
    room.save(update_fields=["poker"])
    room_changed(meeting, now)
    return room.poker


def _to_estimate(room: Refinement) -> list[Story]:
    waiting = Story.objects.filter(team=room.meeting.team_id).in_backlog().exclude(kind=StoryKind.SPIKE)
    unsized = list(waiting.filter(points=None, looks__refinement=room).order_by("rank", "pk"))
    return unsized or list(waiting.filter(pk=room.current_id))
