"""The plan: its goal and its dates, and the page around them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from core.errors import Conflict, DomainError
from core.http import add_to_form, is_htmx, toast
from sprints.models import Sprint
from sprints.planning.forms import PlanForm
from sprints.planning.services import create_sprint, edit_sprint, following_dates
from sprints.planning.views.shared import ROOM, sprint_or_404, staffing, to_plan, totals
from sprints.planning.views.stories import one_row, picks
from sprints.rules import SprintState
from teams.access import team_page
from teams.models import Team
from teams.rules import Verb

PAGE = f"{ROOM}plan.html"


@require_safe
@team_page(Verb.SEE)
def planning(request: HttpRequest) -> HttpResponse:
    """The plan of the next planned sprint, or an offer to plan one."""
    team = request.access.team
    if sprint := team.sprints.planned().select_related("team__organisation").order_by("start_date", "number").first():
        return _page(request, sprint)
    return render(request, f"{ROOM}empty.html", {"access": request.access, "coming": _coming(team)})


def _coming(team: Team) -> dict:
    """Number and dates that the team's rhythm proposes for one more sprint."""
    last = team.sprints.order_by("-end_date", "-number").first()
    start, end = following_dates(team, last, timezone.localdate(timezone=team.zone))
    newest = team.sprints.order_by("-number").values_list("number", flat=True).first() or 0
    return {"number": newest + 1, "start_date": start, "end_date": end}


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def create(request: HttpRequest) -> HttpResponse:
    """Plans one more sprint in the team's rhythm; pressing twice plans once."""
    access, coming = request.access, _coming(request.access.team)
    promised = request.POST.get("number", "")
    number = int(promised) if promised.isdigit() and len(promised) < 7 else coming["number"]
    try:
        create_sprint(
            team=access.team, start_date=coming["start_date"], end_date=coming["end_date"],
            actor=access.user, now=timezone.now(), number=number,
        )  # fmt: skip
    except Conflict:
        if not access.team.sprints.filter(number=number).exists():
            return redirect("sprints:planning", **access.team.url_kwargs)
    return to_plan(access, number)


@require_safe
@team_page(Verb.SEE)
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """One planned sprint; a sprint that has begun has its own page."""
    sprint = sprint_or_404(request.access, number)
    if sprint.state != SprintState.PLANNED:
        return redirect("sprints:sprint", **request.access.team.url_kwargs, number=number)
    return _page(request, sprint)


def _page(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    if is_htmx(request) and "row" in request.GET:
        return one_row(request, sprint, request.GET["row"])
    if is_htmx(request) and request.htmx.target == "picks":
        return render(request, f"{ROOM}_picks.html", picks(request.access, sprint, search))
    context = {
        **picks(request.access, sprint, search),
        "form": _form_of(sprint),
        **staffing(request.access, sprint),
        "plans": sprint.team.sprints.planned().order_by("start_date", "number"),
        "coming": _coming(sprint.team),
        "running": sprint.team.sprints.active().first(),
        "section": "sprints:planning",
    }
    return render(request, PAGE, context)


def _form_of(sprint: Sprint) -> PlanForm:
    fields = ("goal", "start_date", "end_date")
    return PlanForm(initial={name: getattr(sprint, name) for name in fields} | {"seen_version": sprint.version})


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Saves goal and dates. What was typed stays in the form, whatever is wrong with it."""
    sprint = sprint_or_404(request.access, number)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            sprint = edit_sprint(sprint=sprint, actor=request.access.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            _show_in(form, error, sprint)
    if form.errors:
        return _form_again(request, sprint, form)
    return _saved(request, sprint)


def _show_in(form: PlanForm, error: DomainError, sprint: Sprint) -> None:
    """The refusal at its field. After a conflict the form follows the saved plan, so that saving again is a choice."""
    add_to_form(form, error)
    if isinstance(error, Conflict):
        form.data = form.data.copy()
        form.data["seen_version"] = Sprint.objects.values_list("version", flat=True).get(pk=sprint.pk)
        form.current = error.current


def _form_again(request: HttpRequest, sprint: Sprint, form: PlanForm) -> HttpResponse:
    context = {"access": request.access, "sprint": sprint, "form": form}
    if is_htmx(request):
        answer = render(request, f"{ROOM}_form.html", context, status=422)
        return reswap(retarget(answer, "#plan-form"), "outerHTML")
    page = picks(request.access, sprint) | staffing(request.access, sprint) | {"coming": _coming(sprint.team)}
    return render(request, PAGE, page | context, status=422)


def _saved(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    if not is_htmx(request):
        return toast(request, to_plan(request.access, sprint.number), f"The plan of {sprint} is saved.")
    context = {**totals(request.access, sprint), "form": _form_of(sprint), **staffing(request.access, sprint)}
    if "again" in request.POST:
        answer = reswap(
            retarget(render(request, f"{ROOM}_form.html", context | {"saved": True}), "#plan-form"), "outerHTML"
        )
    else:
        answer = render(request, f"{ROOM}_status.html", context | {"saved": True})
    answer.write(render(request, f"{ROOM}_after_dates.html", context).content.decode())
    return trigger_client_event(answer, "planchange")
