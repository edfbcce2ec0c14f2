"""The talk about a topic, and what comes out of it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date

from ceremonies.actions import services as actions
from ceremonies.meeting.rules import Kind, Right
from ceremonies.meeting.views import done, meeting_action, number
from ceremonies.models import Action
from ceremonies.retro.services import talking

HOST = meeting_action(Right.HOST, Kind.RETRO)
TAKE_PART = meeting_action(Right.TAKE_PART, Kind.RETRO)


@HOST
def talk_about(request: HttpRequest) -> HttpResponse:
    talking.talk_about(meeting=request.room.meeting, topic_id=number(request, "topic"), now=timezone.now())
    return done(request)


@TAKE_PART
def ask_why(request: HttpRequest) -> HttpResponse:
    """One answer more, below the `parent` that it explains."""
    talking.ask_why(
        meeting=request.room.meeting, topic_id=number(request, "topic"), parent_id=number(request, "parent"),
        question=request.POST.get("question", "")[:1000], answer=request.POST.get("answer", "")[:1000],
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def mark_root(request: HttpRequest) -> HttpResponse:
    talking.mark_root(
        meeting=request.room.meeting, why_id=number(request, "why"), is_root=request.POST.get("root") == "1",
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def take_why_back(request: HttpRequest) -> HttpResponse:
    talking.take_why_back(meeting=request.room.meeting, why_id=number(request, "why"), now=timezone.now())
    return done(request)


def _require_member(request: HttpRequest) -> None:
    """Guests write cards and vote; what the team promises is the team's."""
    if request.room.access is None:
        raise PermissionDenied("Guests decide nothing for the team.")


def _due(request: HttpRequest):
    try:
        return parse_date(request.POST.get("due_on", "")[:20])
    except ValueError:
        return None


def _action(request: HttpRequest) -> Action:
    rows = Action.objects.select_related("meeting", "owner")
    return get_object_or_404(rows, team=request.room.meeting.team_id, pk=number(request, "action"))


def _fields(request: HttpRequest) -> dict:
    return {
        "title": request.POST.get("title", "")[:1000],
        "owner_id": number(request, "owner"),
        "due_on": _due(request),
        "measure": request.POST.get("measure", "")[:1000],
        "actor": request.room.user,
        "now": timezone.now(),
    }


@TAKE_PART
def make_action(request: HttpRequest) -> HttpResponse:
    """An action; with `outside` = 1 it becomes an impediment of the Scrum master instead."""
    _require_member(request)
    meeting, fields = request.room.meeting, _fields(request)
    if request.POST.get("outside") == "1":
        talking.hand_to_scrum_master(
            meeting=meeting, title=fields["title"], actor=request.room.user, now=fields["now"]
        )  # fmt: skip
        return done(request, "The Scrum master has it as an impediment.")
    actions.make_action(meeting=meeting, source=request.POST.get("source", "")[:160], **fields)
    return done(request)


@TAKE_PART
def change_action(request: HttpRequest) -> HttpResponse:
    _require_member(request)
    actions.change_action(action=_own(request), **_fields(request))
    return done(request)


def _own(request: HttpRequest) -> Action:
    action = _action(request)
    if action.meeting_id != request.room.meeting.pk:
        raise PermissionDenied("That action is another retrospective's.")
    return action


@TAKE_PART
def take_action_back(request: HttpRequest) -> HttpResponse:
    _require_member(request)
    actions.take_action_back(action=_own(request), actor=request.room.user, now=timezone.now())
    return done(request)


@TAKE_PART
def review_action(request: HttpRequest) -> HttpResponse:
    """Says of an action of before whether it is done, kept or dropped."""
    _require_member(request)
    actions.decide_action(
        action=_action(request), verdict=request.POST.get("verdict", "")[:8], actor=request.room.user,
        reason=request.POST.get("reason", "")[:1000], meeting=request.room.meeting, now=timezone.now(),
    )  # fmt: skip
    return done(request)
