"""The page of a team's epics and labels: one list each, kept in order in its place."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.http import domain_error_response, is_htmx, toast
from core.navigation import team_url
from stories.labels import merging, services
from stories.labels.queries import epics_of, labels_of
from stories.models import Epic, Label, LabelMerge
from teams.access import team_page
from teams.models import Team, User
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def labels(request: HttpRequest) -> HttpResponse:
    """All epics, the retired ones below, and all labels."""
    return _page(request, "stories/labels.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    team = request.access.team
    epics = list(epics_of(team))
    context = {
        "section": "stories:backlog",
        "epics": [epic for epic in epics if epic.retired_at is None],
        "retired": [epic for epic in epics if epic.retired_at],
        "labels": list(labels_of(team)),
        "people": list(_people(team)),
        "may_write": request.access.may(Verb.WRITE_STORIES),
    }
    return render(request, template, context)


def _people(team: Team) -> QuerySet[User]:
    """Who can be named as a mentor."""
    return User.objects.filter(team_memberships__team=team, team_memberships__left_at=None).order_by("name", "pk")


def _do(
    request: HttpRequest, change: Callable, words: str, *, undo: str | Callable[[Any], str] = "", **what
) -> HttpResponse:
    """Does it and shows the lists anew; a refusal stands beside what was pressed.

    `undo` is an address, or makes one of what the change answered.
    """
    try:
        done = change(actor=request.user, now=timezone.now(), **what)
    except DomainError as error:
        error.field = "name" if error.field in ("new_epic", "new_labels") else error.field
        return domain_error_response(request, error)
    is_part = is_htmx(request)
    answer = (
        _page(request, "stories/_names.html") if is_part else redirect(team_url({"request": request}, "stories:labels"))
    )
    return toast(request, answer, words, undo_url=undo(done) if callable(undo) else undo) if words else answer


def _epic(request: HttpRequest, pk: int) -> Epic:
    return get_object_or_404(Epic, team=request.access.team, pk=pk)


def _label(request: HttpRequest, pk: int | str) -> Label:
    is_id = str(pk).isdecimal() and len(str(pk)) < 19
    return get_object_or_404(Label, team=request.access.team, pk=pk if is_id else 0)


@require_POST
@team_page(Verb.WRITE_STORIES)
def add_epic(request: HttpRequest) -> HttpResponse:
    """A new epic with `name`."""
    name = request.POST.get("name", "")
    return _do(request, services.create_epic, "The epic is on the list.", team=request.access.team, name=name)


@require_POST
@team_page(Verb.WRITE_STORIES)
def edit_epic(request: HttpRequest, pk: int) -> HttpResponse:
    """Another `name` or `description`."""
    what = {name: request.POST[name] for name in ("name", "description") if name in request.POST}
    return _do(request, services.edit_epic, "The epic is saved.", epic=_epic(request, pk), **what)


@require_POST
@team_page(Verb.WRITE_STORIES)
def retire_epic(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list that new stories pick from; the toast takes it back."""
    epic = _epic(request, pk)
    undo = team_url({"request": request}, "stories:restore_epic", pk=pk)
    return _do(request, services.retire_epic, f"“{epic}” is retired.", undo=undo, epic=epic)


@require_POST
@team_page(Verb.WRITE_STORIES)
def restore_epic(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    epic = _epic(request, pk)
    return _do(request, services.restore_epic, f"“{epic}” is back.", epic=epic)


@require_POST
@team_page(Verb.WRITE_STORIES)
def add_label(request: HttpRequest) -> HttpResponse:
    """A new label with `name`."""
    name = request.POST.get("name", "")
    return _do(request, services.create_label, "The label is on the list.", team=request.access.team, name=name)


@require_POST
@team_page(Verb.WRITE_STORIES)
def rename_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Another `name`, on all its stories at once."""
    label, name = _label(request, pk), request.POST.get("name", "")
    return _do(request, services.rename_label, "The label is saved.", label=label, name=name)


@require_POST
@team_page(Verb.WRITE_STORIES)
def merge_label(request: HttpRequest, pk: int) -> HttpResponse:
    """The label goes into the one with the id `into`; the toast takes it back."""
    label, into = _label(request, pk), _label(request, request.POST.get("into", ""))

    def undo(merge: LabelMerge) -> str:
        return team_url({"request": request}, "stories:split_labels", pk=merge.pk)

    return _do(request, merging.merge_labels, f"“{label}” is now “{into}”.", undo=undo, label=label, into=into)


@require_POST
@team_page(Verb.WRITE_STORIES)
def split_labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back the merge with the id `pk`."""
    merge = get_object_or_404(LabelMerge, team=request.access.team, pk=pk)
    return _do(request, merging.split_labels, f"“{merge.name}” is back on its stories.", merge=merge)


@require_POST
@team_page(Verb.WRITE_STORIES)
def remove_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes away a label that no story has."""
    label = _label(request, pk)
    return _do(request, services.remove_label, f"“{label}” is taken away.", label=label)


@require_POST
@team_page(Verb.WRITE_STORIES)
def set_mentors(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of `mentors` (ids), and nobody else, are willing to teach what the label is about."""
    sent = {value for value in request.POST.getlist("mentors") if value.isascii() and value.isdecimal()}
    chosen = [person for person in _people(request.access.team) if str(person.pk) in sent]
    return _do(request, services.set_mentors, "The mentors are saved.", label=_label(request, pk), mentors=chosen)
