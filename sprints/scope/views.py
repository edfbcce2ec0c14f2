"""A running sprint: committed, current and delivered, and the changes of its scope with their reasons (SPR-4)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Conflict, DomainError
from core.http import add_to_form, domain_error_response, go_on, is_htmx, toast
from sprints.models import Sprint
from sprints.permissions import require_scope_change
from sprints.planning.queries import MOST_OFFERED
from sprints.reports.figures import charts_of
from sprints.reports.queries import report_of
from sprints.rules import SprintState
from sprints.scope.forms import AddForm, ReasonForm
from sprints.scope.queries import last_change_of
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.models import Story
from teams.access import Access, team_page
from teams.rules import Verb

ROOM = "sprints/scope/"
ELSEWHERE = {SprintState.PLANNED: "sprints:plan", SprintState.CLOSED: "sprints:report"}


def sprint_or_404(access: Access, number: int) -> Sprint:
    """The team's sprint of this number."""
    return get_object_or_404(Sprint.objects.select_related("team__organisation"), team=access.team, number=number)


def _address(request: HttpRequest, name: str, sprint: Sprint, **more) -> str:
    return reverse(name, kwargs=request.access.team.url_kwargs | {"number": sprint.number} | more)


@require_safe
@team_page(Verb.SEE)
def sprint(request: HttpRequest, number: int) -> HttpResponse:
    """The running sprint; a planned one is on its planning page, an ended one in its report."""
    found = sprint_or_404(request.access, number)
    if found.state != SprintState.ACTIVE:
        return redirect(_address(request, ELSEWHERE.get(found.state, "sprints:report"), found))
    return _page(request, found, AddForm())


def _page(request: HttpRequest, running: Sprint, form: AddForm, status: int = 200) -> HttpResponse:
    report = report_of(running, timezone.now())
    backlog = Story.objects.filter(team=running.team_id).in_backlog().ordered()
    context = {
        "access": request.access,
        "sprint": running,
        "report": report,
        "charts": charts_of(report),
        "form": form,
        "backlog": backlog.only("key", "title", "points")[:MOST_OFFERED],
        "section": "sprints:board",
    }
    return render(request, f"{ROOM}sprint.html", context, status=status)


@require_POST
@team_page(Verb.SEE)
def add_story(request: HttpRequest, number: int) -> HttpResponse:
    """Adds a backlog story to the running sprint, with a reason."""
    running = sprint_or_404(request.access, number)
    require_scope_change(request.access, running)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, running, form, 422)
    story = Story.objects.filter(team=request.access.team, key__iexact=form.cleaned_data["story"]).first()
    if story is None:
        form.add_error("story", "The team has no such story. Choose one of the list.")
        return _page(request, running, form, 422)
    return _change(request, add_to_sprint, running, story, form, "added to")


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.SEE)
def remove_story(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Asks why, then takes a story out of the running sprint."""
    running = sprint_or_404(request.access, number)
    require_scope_change(request.access, running)
    story = get_object_or_404(Story, team=request.access.team, key=key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _change(request, remove_from_sprint, running, story, form, "removed from")
    return _ask_why(request, running, story, form)


def _change(request, change: Callable, running: Sprint, story: Story, form: ReasonForm, said: str) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        _require_running(running)
        change(sprint=running, story=story, actor=request.access.user, now=timezone.now(), reason=reason)
    except DomainError as error:
        add_to_form(form, error)
        if running.state != SprintState.ACTIVE:
            return domain_error_response(request, error)
        again = _page if isinstance(form, AddForm) else lambda *most: _ask_why(*most[:2], story, *most[2:])
        return again(request, running, form, error.status)
    answer = redirect(_address(request, "sprints:sprint", running))
    undo = _address(request, "sprints:undo_scope_change", running, key=story.key)
    return toast(request, answer, f"{story.key} {said} {running}.", undo_url=undo)


def _require_running(running: Sprint) -> None:
    if running.state != SprintState.ACTIVE:
        raise Conflict(f"{running} is {running.state}, not running.", fix="Open the sprint again.")


def _ask_why(request, running: Sprint, story: Story, form: ReasonForm, status: int | None = None) -> HttpResponse:
    context = {"access": request.access, "sprint": running, "story": story, "form": form, "section": "sprints:board"}
    shape = "remove_dialog" if is_htmx(request) else "remove"
    return render(request, f"{ROOM}{shape}.html", context, status=status or (422 if form.errors else 200))


@require_POST
@team_page(Verb.SEE)
def undo_scope_change(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Takes the last scope change of a story back, as a change of its own: the ledger forgets nothing."""
    running = sprint_or_404(request.access, number)
    require_scope_change(request.access, running)
    story = get_object_or_404(Story, team=request.access.team, key=key)
    last = last_change_of(running, story)
    try:
        if last is None:
            raise Conflict(f"There is nothing to undo for {story.key}.", fix="Reload the page.")
        change = {"added": remove_from_sprint, "removed": add_to_sprint}[last.kind]
        now = timezone.now()
        change(sprint=running, story=story, actor=request.access.user, now=now, reason=f"Undone: {last.reason}"[:500])
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, _address(request, "sprints:sprint", running), f"{story.key} is back where it was.")
