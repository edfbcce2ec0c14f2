"""A team's columns and checklists, as a panel on its settings page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError, Invalid
from core.http import domain_error_response, is_htmx
from stories.models import ChecklistItem, Status
from stories.rules import KIND_NAMES, Category, Gate
from stories.workflow import services
from teams.access import team_page
from teams.rules import Verb

CATEGORY_NAMES = {
    Category.TODO: "To do",
    Category.DOING: "In work",
    Category.REVIEW: "In review",
    Category.DONE: "Done",
}
GATES = [
    (Gate.READY, "Definition of Ready", "Asked at commit, besides sentence and estimate."),
    (Gate.DONE, "Definition of Done", "Asked when a story is done, besides its acceptance criteria."),
    (Gate.SPRINT, "Done for the sprint", "Ticked when the sprint is closed."),
]


@require_safe
@team_page(Verb.MANAGE_TEAM)
def workflow(request: HttpRequest) -> HttpResponse:
    """The panel: columns from left to right, and the three checklists."""
    return _panel(request)


def _panel(request: HttpRequest) -> HttpResponse:
    team = request.access.team
    items = list(team.checklist_items.filter(retired_at=None))
    context = {
        "access": request.access,
        "statuses": list(team.statuses.all()),
        "categories": CATEGORY_NAMES.items(),
        "checklists": [(gate, name, hint, [item for item in items if item.gate == gate]) for gate, name, hint in GATES],
        "kinds": KIND_NAMES.items(),
    }
    return render(request, "stories/_workflow.html", context)


def _do(request: HttpRequest, change: Callable, **what) -> HttpResponse:
    try:
        change(actor=request.user, now=timezone.now(), **what)
    except DomainError as error:
        return domain_error_response(request, error)
    return _panel(request) if is_htmx(request) else redirect("teams:settings", **request.access.team.url_kwargs)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


@require_POST
@team_page(Verb.MANAGE_TEAM)
def add_status(request: HttpRequest) -> HttpResponse:
    """A new column with `name`, `category` and perhaps `wip_limit`."""
    what = {name: _text(request, name) for name in ("name", "category", "wip_limit")}
    return _do(request, services.add_status, team=request.access.team, **what)


@require_POST
@team_page(Verb.MANAGE_TEAM)
def edit_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Another `name` or `wip_limit` for a column."""
    status = get_object_or_404(Status, team=request.access.team, pk=pk)
    what = {name: _text(request, name) for name in ("name", "wip_limit") if name in request.POST}
    return _do(request, services.edit_status, status=status, **what)


@require_POST
@team_page(Verb.MANAGE_TEAM)
def move_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The column goes to `position`, counted from 0 at the left."""
    status = get_object_or_404(Status, team=request.access.team, pk=pk)
    position = _text(request, "position")
    if not position.isdecimal() or len(position) > 3:
        return domain_error_response(request, Invalid("That is no place on the board.", fix="Reload the page."))
    return _do(request, services.move_status, status=status, position=int(position))


@require_POST
@team_page(Verb.MANAGE_TEAM)
def remove_status(request: HttpRequest, pk: int) -> HttpResponse:
    status = get_object_or_404(Status, team=request.access.team, pk=pk)
    return _do(request, services.remove_status, status=status)


@require_POST
@team_page(Verb.MANAGE_TEAM)
def add_item(request: HttpRequest) -> HttpResponse:
    """A new line with `text` on the checklist `gate`, for one `kind` of work or for all."""
    what = {name: _text(request, name) for name in ("gate", "text", "kind")}
    return _do(request, services.add_checklist_item, team=request.access.team, **what)


@require_POST
@team_page(Verb.MANAGE_TEAM)
def retire_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(ChecklistItem, team=request.access.team, pk=pk)
    return _do(request, services.retire_checklist_item, item=item)
