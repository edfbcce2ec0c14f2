"""The house's addresses, and beside them what measuring needs; served by `bench.board_house` only."""

import time

from django.core.cache import caches
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from live.publish import publish
from sprints.board import memory
from sprints.models import SprintBacklogItem
from stories.models import Story
from teams.access import public_page
from teams.models import Team
from teams.services import diary


@public_page
def hello(request: HttpRequest) -> HttpResponse:
    """The floor: a view that does nothing, behind the same middleware."""
    return HttpResponse("hello")


@public_page
def processor_time(request: HttpRequest) -> HttpResponse:
    """Nanoseconds of processor time that this process has used so far."""
    return HttpResponse(str(time.process_time_ns()))


@public_page
def forget(request: HttpRequest) -> HttpResponse:
    """As after a start: nothing rendered, nothing remembered."""
    caches["fragments"].clear()
    memory.forget()
    return HttpResponse()


@public_page
def touch(request: HttpRequest, story: int) -> HttpResponse:
    """A story is changed as by another process: this one has not rendered its card."""
    with transaction.atomic():
        Story.objects.filter(pk=story).update(version=F("version") + 1)
        publish(f"board:{SprintBacklogItem.objects.get(story=story).sprint_id}", "anew", {})
    return HttpResponse()


@public_page
def news(request: HttpRequest, team: int) -> HttpResponse:
    """A backlog is changed as by another process."""
    with transaction.atomic():
        publish(f"backlog:{team}", "story", {})
    return HttpResponse()


@public_page
def change(request: HttpRequest, team: int) -> HttpResponse:
    """Somebody has done something in the team: everything that is kept for a state of it is old."""
    team = Team.objects.get(pk=team)
    diary.record(actor=None, verb="changed", subject=team, now=timezone.now(), team=team)
    return HttpResponse()


urlpatterns = [
    path("bench/hello", hello, name="hello"),
    path("bench/processor-time", processor_time),
    path("bench/forget", forget),
    path("bench/change/<int:team>", change),
    path("bench/touch/<int:story>", touch),
    path("bench/news/<int:team>", news),
    path("", include("scrum.urls")),
]
