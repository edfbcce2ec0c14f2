"""The story page and what can be done to a story as a whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from core.errors import DomainError, GateClosed
from core.http import domain_error_response, is_htmx, toast
from core.navigation import team_url
from stories.models import Status, Story
from stories.permissions import override_gate
from stories.story import services
from stories.story.page import after_change, find_story, story_page
from teams.access import team_page
from teams.rules import Verb


@require_GET
@team_page(Verb.SEE)
def story(request: HttpRequest, key: str) -> HttpResponse:
    """One story with everything known about it; htmx gets the content alone."""
    return story_page(request, key)


@require_POST
@team_page(Verb.WRITE_STORIES)
def move(request: HttpRequest, key: str) -> HttpResponse:
    """To the status with the id `status`. Where Done is not met, says what is open and offers the override."""
    found, status = find_story(request, key), _status(request)
    try:
        override = override_gate(request.access, request.POST.get("override_reason"))
        services.change_status(story=found, status=status, actor=request.user, now=timezone.now(), override=override)
    except GateClosed as gate:
        return _gate(request, found, status, gate)
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{key} moved to {status}.")


def _status(request: HttpRequest) -> Status:
    sent = request.POST.get("status", "")
    is_id = sent.isdecimal() and len(sent) < 19
    return get_object_or_404(Status, team=request.access.team, pk=sent if is_id else 0)


def _gate(request: HttpRequest, found: Story, status: Status, gate: GateClosed) -> HttpResponse:
    """What is still open, as a dialog over the page or as a page of its own."""
    context = {"story": found, "status": status, "gate": gate}
    if not is_htmx(request):
        return render(request, "stories/gate.html", context, status=gate.status)
    answer = render(request, "stories/_gate.html", context, status=422)
    return reswap(retarget(answer, "#dialog-slot"), "innerHTML")


@require_POST
@team_page(Verb.WRITE_STORIES)
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Out of backlog and sprint, with a reason; the toast takes it back."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    try:
        services.archive_story(story=find_story(request, key), actor=request.user, now=timezone.now(), reason=reason)
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{key} is archived.", undo="stories:restore")


@require_POST
@team_page(Verb.WRITE_STORIES)
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Back to its place in the backlog."""
    services.restore_story(story=find_story(request, key), actor=request.user, now=timezone.now())
    return after_change(request, key, f"{key} is restored.")


@require_POST
@team_page(Verb.ACCEPT)
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Gone for good; closed sprints keep their numbers."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    try:
        services.delete_story(story=find_story(request, key), actor=request.user, now=timezone.now(), reason=reason)
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, redirect(team_url({"request": request}, "stories:backlog")), f"{key} is deleted.")
