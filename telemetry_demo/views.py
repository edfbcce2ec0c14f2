"""What the reference project shows on pages of the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def strip(request: HttpRequest) -> HttpResponse:
    """The strip of live readings on the sprint board."""
    return render(request, "telemetry_demo/_strip.html")
