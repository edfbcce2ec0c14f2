"""What the persona page says about sprints; it is a panel there, because stories know nothing of sprints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sprints.personas.queries import shares_of
from sprints.personas.rules import totals
from stories.models import Persona
from teams.access import accessible_teams, organisation_page
from teams.rules import Verb


@require_safe
@organisation_page(Verb.SEE_ORGANISATION)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Points that served the persona in the last closed sprints of each team that the person may see."""
    organisation = request.access.organisation
    persona = get_object_or_404(Persona, organisation=organisation, pk=pk)
    teams = [access.team for access in accessible_teams(request.user) if access.organisation == organisation]
    shares = shares_of(persona, teams)
    served, delivered = totals([share for own in shares.values() for share in own])
    context = {"persona": persona, "shares": shares, "served": served, "delivered": delivered}
    return render(request, "sprints/persona_delivery.html", context)
