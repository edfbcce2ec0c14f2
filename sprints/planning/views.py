"""The planning page: goal, dates, people and stories of a sprint that is not committed yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from core.errors import Conflict, DomainError, Invalid
from core.http import add_to_form, domain_error_response, is_htmx, toast
from live.publish import version_of
from sprints.models import Sprint
from sprints.permissions import may_choose_stories, require_choose_stories
from sprints.planning.forms import PlanForm
from sprints.planning.queries import MOST_OFFERED, chosen_in, offered_to, pick_of, staffing_of, totals_of
from sprints.planning.services import create_sprint, edit_sprint, following_dates, set_capacity
from sprints.rules import SprintState
from sprints.scope.services import add_to_sprint, mark_goal_story, remove_from_sprint
from stories.models import Story
from teams.access import Access, team_page
from teams.models import Team, User
from teams.rules import Verb

ROOM = "sprints/planning/"
PAGE = f"{ROOM}plan.html"


def planned_or_404(access: Access, number: int) -> Sprint:
    """The team's sprint of this number."""
    return get_object_or_404(Sprint.objects.select_related("team__organisation"), team=access.team, number=number)


def _to_plan(access: Access, number: int) -> HttpResponse:
    return redirect("sprints:plan", **access.team.url_kwargs, number=number)


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
    return _to_plan(access, number)


@require_safe
@team_page(Verb.SEE)
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """One planned sprint; a sprint that has begun has its own page."""
    sprint = planned_or_404(request.access, number)
    if sprint.state != SprintState.PLANNED:
        return redirect("sprints:sprint", **request.access.team.url_kwargs, number=number)
    return _page(request, sprint)


def _page(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    if is_htmx(request) and "row" in request.GET:
        return _one_row(request, sprint, request.GET["row"])
    if is_htmx(request) and request.htmx.target == "picks":
        return render(request, f"{ROOM}_picks.html", _picks(request.access, sprint, search))
    context = {
        **_picks(request.access, sprint, search),
        "form": _form_of(sprint),
        "staffing": staffing_of(sprint),
        "plans": sprint.team.sprints.planned().order_by("start_date", "number"),
        "coming": _coming(sprint.team),
        "running": sprint.team.sprints.active().first(),
        "section": "sprints:planning",
    }
    return render(request, PAGE, context)


def _one_row(request: HttpRequest, sprint: Sprint, story_id: str) -> HttpResponse:
    """A row that somebody else has changed; nothing is left of a story that is gone."""
    stories = Story.objects.select_related("persona", "status", "team").filter(team=sprint.team_id, archived_at=None)
    story = stories.filter(pk=story_id).first() if story_id.isdecimal() else None
    if story is None:
        return reswap(HttpResponse(), "delete")
    context = _totals(request.access, sprint) | {"pick": pick_of(sprint, story)}
    return render(request, f"{ROOM}_after_choice.html", context)


def _form_of(sprint: Sprint) -> PlanForm:
    fields = ("goal", "start_date", "end_date")
    return PlanForm(initial={name: getattr(sprint, name) for name in fields} | {"seen_version": sprint.version})


def _picks(access: Access, sprint: Sprint, search: str = "") -> dict:
    version = version_of(f"backlog:{sprint.team_id}")  # before what it stands for
    return {
        **_totals(access, sprint),
        "version": version,
        "chosen": chosen_in(sprint),
        "offered": offered_to(sprint, search),
        "most_offered": MOST_OFFERED,
        "search": search,
    }


def _totals(access: Access, sprint: Sprint) -> dict:
    return {
        "access": access,
        "sprint": sprint,
        "may_choose": may_choose_stories(access),
        "totals": totals_of(sprint),
    }


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Saves goal and dates. What was typed stays in the form, whatever is wrong with it."""
    sprint = planned_or_404(request.access, number)
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
    page = _picks(request.access, sprint) | {"staffing": staffing_of(sprint), "coming": _coming(sprint.team)}
    return render(request, PAGE, page | context, status=422)


def _saved(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    if not is_htmx(request):
        return toast(request, _to_plan(request.access, sprint.number), f"The plan of {sprint} is saved.")
    context = {**_totals(request.access, sprint), "form": _form_of(sprint), "staffing": staffing_of(sprint)}
    if "again" in request.POST:
        answer = reswap(
            retarget(render(request, f"{ROOM}_form.html", context | {"saved": True}), "#plan-form"), "outerHTML"
        )
    else:
        answer = render(request, f"{ROOM}_status.html", context | {"saved": True})
    answer.write(render(request, f"{ROOM}_after_dates.html", context).content.decode())
    return trigger_client_event(answer, "planchange")


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def capacity(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Sets a person's days off and share of time in this sprint; `step` adds to the days off."""
    sprint = planned_or_404(request.access, number)
    user = get_object_or_404(User, pk=person, team_memberships__team=request.access.team)
    try:
        set_capacity(
            sprint=sprint, user=user, actor=request.access.user, now=timezone.now(),
            days_off=_stepped(request), allocation=request.POST.get("allocation"),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    if not is_htmx(request):
        return _to_plan(request.access, number)
    context = {**_totals(request.access, sprint), "staffing": staffing_of(sprint)}
    return trigger_client_event(render(request, f"{ROOM}_after_capacity.html", context), "planchange")


def _stepped(request: HttpRequest) -> str | float | None:
    """Days off as sent, moved by a pressed step button where no script has done that."""
    days, step = request.POST.get("days_off"), request.POST.get("step")
    if not step:
        return days
    try:
        return max(0.0, float(days or 0) + float(step))
    except ValueError:
        raise Invalid("Days off are a number.", field="days_off", fix="2.5 means two days and a half.") from None


@require_POST
@team_page(Verb.SEE)
def choose(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Puts a story into the plan (`chosen` is sent) or takes it out."""
    require_choose_stories(request.access)
    sprint, story = planned_or_404(request.access, number), _story(request, key)
    change = add_to_sprint if "chosen" in request.POST else remove_from_sprint
    try:
        _require_planned(sprint)
        change(sprint=sprint, story=story, actor=request.access.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return _row(request, sprint, story)


@require_POST
@team_page(Verb.SEE)
def mark_goal(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Says whether a chosen story serves the sprint goal."""
    require_choose_stories(request.access)
    sprint, story = planned_or_404(request.access, number), _story(request, key)
    try:
        mark_goal_story(
            sprint=sprint, story=story, serves_goal=request.POST.get("serves_goal") == "1",
            actor=request.access.user, now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return _row(request, sprint, story)


def _story(request: HttpRequest, key: str) -> Story:
    stories = Story.objects.select_related("persona", "status", "team")
    return get_object_or_404(stories, team=request.access.team, key=key)


def _require_planned(sprint: Sprint) -> None:
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed.", fix="Change its scope on the sprint's page, with a reason.")


def _row(request: HttpRequest, sprint: Sprint, story: Story) -> HttpResponse:
    if not is_htmx(request):
        return _to_plan(request.access, sprint.number)
    story = _story(request, story.key)
    context = _totals(request.access, sprint) | {"pick": pick_of(sprint, story)}
    return trigger_client_event(render(request, f"{ROOM}_after_choice.html", context), "planchange")
