"""What the persona pages say about sprints; they are panels there, because stories know nothing of sprints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sprints.personas.queries import shares_by_persona, shares_of
from sprints.personas.rules import Served, most_and_not_served, totals
from stories.models import Persona
from teams.access import accessible_teams, organisation_page
from teams.models import Team
from teams.rules import Verb


def _teams(request: HttpRequest) -> list[Team]:
    organisation = request.access.organisation
    return [access.team for access in accessible_teams(request.user) if access.organisation == organisation]


@require_safe
@organisation_page(Verb.SEE_ORGANISATION)
def all_deliveries(request: HttpRequest) -> HttpResponse:
    """Whom the last closed sprints served, in one sentence, and each current persona's part of it."""
    personas = list(request.access.organisation.personas.current())
    shares = shares_by_persona(personas, _teams(request))
    served = {}
    for persona in personas:
        points, delivered = totals([share for own in shares[persona.pk].values() for share in own])
        served[persona] = Served(persona.name, points, delivered)
    most, nobody = most_and_not_served(list(served.values()))
    sprints = max((len(own) for of in shares.values() for own in of.values()), default=0)
    context = {"served": served, "most": most, "nobody": nobody, "sprints": sprints}
    return render(request, "sprints/personas_delivery.html", context)


@require_safe
@organisation_page(Verb.SEE_ORGANISATION)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Points that served the persona in the last closed sprints of each team that the person may see."""
    persona = get_object_or_404(Persona, organisation=request.access.organisation, pk=pk)
    shares = shares_of(persona, _teams(request))
    served, delivered = totals([share for own in shares.values() for share in own])
    context = {"persona": persona, "shares": shares, "served": served, "delivered": delivered}
    return render(request, "sprints/persona_delivery.html", context)
