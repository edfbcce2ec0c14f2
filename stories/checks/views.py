"""Ticks on a story's page: criteria, tasks, and the lines of its Definitions of Ready and Done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.http import domain_error_response
from stories.checks import services
from stories.models import ChecklistItem, Criterion, Task
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.rules import Verb


def _do(request: HttpRequest, key: str, change: Callable, **what) -> HttpResponse:
    try:
        change(actor=request.user, now=timezone.now(), **what)
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key)


@require_POST
@team_page(Verb.WRITE_STORIES)
def tick_criterion(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """`met` in the post: shown to work; without it: open again."""
    criterion = get_object_or_404(Criterion, story=find_story(request, key), pk=pk)
    return _do(request, key, services.tick_criterion, criterion=criterion, met="met" in request.POST)


@require_POST
@team_page(Verb.WRITE_STORIES)
def add_task(request: HttpRequest, key: str) -> HttpResponse:
    """A new task with the words `text`."""
    text = request.POST.get("text", "").replace("\x00", "")
    return _do(request, key, services.add_task, story=find_story(request, key), text=text)


@require_POST
@team_page(Verb.WRITE_STORIES)
def tick_task(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """`done` in the post: finished; without it: open again."""
    task = get_object_or_404(Task, story=find_story(request, key), pk=pk)
    return _do(request, key, services.tick_task, task=task, done="done" in request.POST)


@require_POST
@team_page(Verb.WRITE_STORIES)
def remove_task(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    task = get_object_or_404(Task, story=find_story(request, key), pk=pk)
    return _do(request, key, services.remove_task, task=task)


@require_POST
@team_page(Verb.WRITE_STORIES)
def tick_item(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """`ticked` in the post: this line of the Definition of Ready or Done is met by this story."""
    item = get_object_or_404(ChecklistItem, team=request.access.team, pk=pk)
    story = find_story(request, key)
    return _do(request, key, services.tick_item, story=story, item=item, ticked="ticked" in request.POST)
