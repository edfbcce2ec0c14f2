"""What is done in a refinement: the walk for whoever runs it, stories for everybody of the team who takes part."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from ceremonies.meeting.rules import Kind, Right
from ceremonies.meeting.views import address_of, done, meeting_action, number
from ceremonies.refinement import services
from core.http import go_on
from stories.models import Story
from stories.splitting.forms import parts_sent
from stories.stale.services import archive_stale, keep_story
from stories.stale.services import ask_again as ask_again_about
from stories.story.services import restore_story
from teams.rules import Verb


def _story(request: HttpRequest, story: int) -> Story:
    return get_object_or_404(Story, team=request.room.meeting.team, pk=story)


def _who(request: HttpRequest) -> dict:
    """Who writes, and when; raises PermissionDenied for guests, to whom the backlog does not belong."""
    access = request.room.access
    if access is None or not access.may(Verb.WRITE_STORIES):
        raise PermissionDenied("Stories are changed by the team.")
    return {"actor": access.user, "now": timezone.now()}


def _undo(request: HttpRequest, name: str, story: Story) -> str:
    return reverse(f"ceremonies:{name}", kwargs={"room": request.room.meeting.pk, "story": story.pk})


@meeting_action(Right.HOST, Kind.REFINEMENT)
def next_story(request: HttpRequest) -> HttpResponse:
    """One story further than the one that the page showed (`seen`)."""
    room = request.room
    services.next_story(meeting=room.meeting, seen=number(request, "seen"), actor=room.user, now=timezone.now())
    return done(request)


@meeting_action(Right.HOST, Kind.REFINEMENT)
def look(request: HttpRequest, story: int) -> HttpResponse:
    room, found = request.room, _story(request, story)
    services.look_at(meeting=room.meeting, story=found, actor=room.user, now=timezone.now())
    return done(request)


@meeting_action(Right.HOST, Kind.REFINEMENT)
def start_poker(request: HttpRequest) -> HttpResponse:
    """Opens a poker room about what was looked at, and goes there."""
    who, room = _who(request), request.room
    poker = services.start_poker(meeting=room.meeting, is_voter=room.access.may(Verb.ESTIMATE), **who)
    return go_on(request, address_of(poker))


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def split(request: HttpRequest, story: int) -> HttpResponse:
    """Into `part_1` and `part_2`; `criterion_<id>` says where each goes. The toast takes it back."""
    who, found = _who(request), _story(request, story)
    parts = parts_sent(request.POST, found)
    children = services.split_here(meeting=request.room.meeting, story=found, parts=parts, **who)
    names = " and ".join(child.key for child in children)
    return done(request, f"{found.key} is now {names}.", undo_url=_undo(request, "join_here", found))


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def join(request: HttpRequest, story: int) -> HttpResponse:
    """Takes a split back."""
    who, found = _who(request), _story(request, story)
    services.join_here(meeting=request.room.meeting, story=found, **who)
    return done(request, f"{found.key} is whole again.")


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def archive(request: HttpRequest, story: int) -> HttpResponse:
    """An old story, with a `reason`; the toast restores it."""
    who, found = _who(request), _story(request, story)
    archive_stale(story=found, reason=request.POST.get("reason", ""), **who)
    return done(request, f"{found.key} is archived.", undo_url=_undo(request, "restore_stale", found))


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def restore(request: HttpRequest, story: int) -> HttpResponse:
    who, found = _who(request), _story(request, story)
    restore_story(story=found, **who)
    return done(request, f"{found.key} is restored.")


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def keep(request: HttpRequest, story: int) -> HttpResponse:
    """For one quarter, with a `reason`; the toast takes it back."""
    who, found = _who(request), _story(request, story)
    kept = keep_story(story=found, reason=request.POST.get("reason", ""), **who)
    words = f"{found.key} is kept until {kept.until.day} {kept.until:%B}."
    return done(request, words, undo_url=_undo(request, "ask_again", found))


@meeting_action(Right.TAKE_PART, Kind.REFINEMENT)
def ask_again(request: HttpRequest, story: int) -> HttpResponse:
    """Takes a decision to keep back."""
    who, found = _who(request), _story(request, story)
    ask_again_about(story=found, **who)
    return done(request, f"{found.key} is on the list again.")
