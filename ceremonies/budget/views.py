"""The page of meeting time, and its panel on Today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ceremonies.budget.queries import Budget, budget_of, sprint_to_count
from ceremonies.budget.rules import PROMISE, Share
from sprints.models import Sprint
from sprints.rules import SprintState
from teams.access import Access, team_page
from teams.models import User
from teams.rules import Verb


def shown_people(access: Access, budget: Budget) -> list[tuple[User, Share]]:
    """A person's share is that person's; whoever runs ceremonies sees the others', too."""
    sees_all = access.may(Verb.RUN_CEREMONIES)
    return [one for one in budget.people if one[1].at_work and (sees_all or one[0].pk == access.user.pk)]


@require_safe
@team_page(Verb.SEE)
def meeting_time(request: HttpRequest) -> HttpResponse:
    """What ceremonies take in a sprint: the running one, or `?sprint=` another by its number."""
    team, number = request.access.team, request.GET.get("sprint", "")
    known = team.sprints.exclude(state=SprintState.PLANNED).filter(dates_known=True)
    if number:
        sprint = get_object_or_404(known, number=number if number.isascii() and number.isdecimal() else -1)
    else:
        sprint = sprint_to_count(team)
    context = {"section": "scrum:today", **_context(request, sprint)}
    context["others"] = list(known.order_by("-number")[:12])
    return render(request, "ceremonies/budget/page.html", context)


@require_safe
@team_page(Verb.SEE)
def panel(request: HttpRequest) -> HttpResponse:
    """A part of Today while a sprint runs."""
    sprint = request.access.team.sprints.active().first()
    return render(request, "ceremonies/budget/_panel.html", _context(request, sprint))


def _context(request: HttpRequest, sprint: Sprint | None) -> dict:
    budget = budget_of(request.access.team, sprint, timezone.now()) if sprint else None
    people = shown_people(request.access, budget) if budget else []
    return {"sprint": sprint, "budget": budget, "people": people, "promise": PROMISE}
