"""The team's settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.http import add_to_form, toast
from teams.access import team_page
from teams.rules import Verb
from teams.services.organisations import edit_team
from teams.settings.forms import TeamForm


@require_http_methods(["GET", "POST"])
@team_page(Verb.MANAGE_TEAM)
def settings(request: HttpRequest) -> HttpResponse:
    """Name, key, time zone, working days, rhythm and scale; what lies above adds its own panels."""
    team = request.access.team
    form = TeamForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            edit_team(team=team, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, redirect("teams:settings", **team.url_kwargs), "Settings are saved.")
    context = {"section": "teams:settings", "access": request.access, "form": form}
    return render(request, "teams/settings.html", context, status=422 if form.errors else 200)
