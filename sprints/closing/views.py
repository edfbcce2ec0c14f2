"""Closing a sprint: every unfinished story goes somewhere on purpose (SPR-5). Cancelling it, with a reason (SPR-6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Conflict, DomainError
from core.http import add_to_form, domain_error_response, go_on, is_htmx
from sprints.closing.forms import CancelForm, CloseForm
from sprints.closing.queries import next_sprint_name, sprint_checklist, unfinished_in
from sprints.closing.services import Destination, cancel_sprint, close_sprint, tick_sprint_item
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from sprints.rules import SprintState
from stories.models import ChecklistItem
from teams.access import Access, team_page
from teams.rules import Verb

ROOM = "sprints/closing/"


def _sprint(access: Access, number: int) -> Sprint:
    return get_object_or_404(Sprint.objects.select_related("team__organisation"), team=access.team, number=number)


def _to_sprint(access: Access, number: int) -> str:
    return reverse("sprints:sprint", kwargs=access.team.url_kwargs | {"number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.MANAGE_SPRINTS)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Three steps on one address: decide, look at the summary, confirm (`confirm` is sent)."""
    sprint = _sprint(request.access, number)
    if sprint.state != SprintState.ACTIVE:
        return _not_running(request, sprint)
    form = _close_form(request, sprint)
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return _page(request, "close", sprint, form, status=422 if form.errors and "back" not in request.POST else 200)
    return _close(request, sprint, form) if "confirm" in request.POST else _page(request, "summary", sprint, form)


def _not_running(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    """Closed meanwhile: whoever was second reads what became of it."""
    if request.method != "POST":
        return redirect(_to_sprint(request.access, sprint.number))
    return domain_error_response(request, Conflict(f"{sprint} is {sprint.state} already.", fix="Read its report."))


def _close_form(request: HttpRequest, sprint: Sprint) -> CloseForm:
    unfinished, place = unfinished_in(sprint), request.GET.get("all")
    initial = {f"story_{one.story.pk}": place for one in unfinished} if place in set(Destination) else {}
    initial["goal_met"] = {True: "yes", False: "no"}.get(sprint.goal_met)
    return CloseForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        unfinished=unfinished,
        next_sprint=next_sprint_name(sprint),
        has_goal=bool(sprint.goal),
    )


def _page(request: HttpRequest, name: str, sprint: Sprint, form: CloseForm, status: int = 200) -> HttpResponse:
    checklist = sprint_checklist(sprint)
    context = {
        "access": request.access,
        "sprint": sprint,
        "form": form,
        "scope": scope_of(sprint),
        "next_sprint": next_sprint_name(sprint),
        "checklist": checklist,
        "open_items": [item for item, ticked in checklist if not ticked],
        "section": "sprints:board",
    }
    return render(request, f"{ROOM}{name}.html", context, status=status)


def _close(request: HttpRequest, sprint: Sprint, form: CloseForm) -> HttpResponse:
    try:
        closed = close_sprint(
            sprint=sprint, destinations=form.destinations, goal_met=form.goal_was_met,
            actor=request.access.user, now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        sprint.refresh_from_db()
        if sprint.state != SprintState.ACTIVE:
            return _not_running(request, sprint)
        add_to_form(form, error)
        return _page(request, "close", sprint, form, status=error.status)
    report = reverse("sprints:report", kwargs=request.access.team.url_kwargs | {"number": closed.number})
    return go_on(request, report, f"{closed} is closed.")


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def tick(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Ticks a line of the sprint's Definition of Done (`ticked` is sent) or takes it back."""
    sprint = _sprint(request.access, number)
    line = get_object_or_404(ChecklistItem, pk=item, team=request.access.team)
    ticked = "ticked" in request.POST
    try:
        tick_sprint_item(sprint=sprint, item=line, ticked=ticked, actor=request.access.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    if not is_htmx(request):
        return redirect("sprints:close", **request.access.team.url_kwargs, number=number)
    return render(request, f"{ROOM}_line.html", {"sprint": sprint, "item": line, "ticked": ticked})


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.MANAGE_SPRINTS)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for the reason, then ends a planned or running sprint without delivery."""
    sprint = _sprint(request.access, number)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _cancel(request, sprint, form)
    shape = "cancel_dialog" if is_htmx(request) else "cancel"
    context = {"access": request.access, "sprint": sprint, "form": form, "section": "sprints:board"}
    return render(request, f"{ROOM}{shape}.html", context, status=422 if form.errors else 200)


def _cancel(request: HttpRequest, sprint: Sprint, form: CancelForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        cancel_sprint(sprint=sprint, reason=reason, actor=request.access.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    planning = reverse("sprints:planning", kwargs=request.access.team.url_kwargs)
    return go_on(request, planning, f"{sprint} is cancelled. Its unfinished stories are back in the backlog.")
