"""The page of everybody in an organisation; pages that refuse a form show it again from here."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from teams.access import accessible_teams
from teams.colleagues import queries, rules
from teams.invitations.forms import OrganisationInviteForm
from teams.invitations.queries import pending_invitations
from teams.rules import ROLE_NAMES, Verb

PEOPLE = "teams/colleagues/people.html"
# The part that htmx replaces when somebody's place has changed.
LIST = "everybody"


def list_context(request: HttpRequest) -> dict:
    """Who is in and who is out, each with what the reader may do about it."""
    access, organisation = request.access, request.access.organisation
    held = access.organisation_role if access.may(Verb.MANAGE_PEOPLE) else None
    givable = [(role, ROLE_NAMES[role]) for role in reversed(rules.givable_roles(held))]
    found = queries.colleagues_of(organisation)
    return {
        "access": access,
        "colleagues": [(one, rules.may_act_on(held, one.place.role)) for one in found],
        "former": [(one, rules.may_act_on(held, one.role)) for one in queries.deactivated_of(organisation)],
        "givable": givable if len(givable) > 1 else [],
        "own": request.user.pk,
        "visible_teams": {one.team.pk: one.team for one in accessible_teams(request.user)},
    }


def colleagues_page(
    request: HttpRequest, *, invite_form: forms.Form | None = None, outcome: object = None, status: int = 200
) -> HttpResponse:
    """`outcome` says what came of invitations: `links`, `sent` and `problems`."""
    access, now = request.access, timezone.now()
    context = list_context(request) | {"section": "teams:people"}
    context["is_on_a_team"] = bool(context["visible_teams"])
    context["heads"] = queries.heads_of(access.organisation)
    if access.may(Verb.MANAGE_PEOPLE):
        context |= {
            "invite_form": invite_form or OrganisationInviteForm(access=access),
            "invitations": [(one, one.is_open(now)) for one in pending_invitations(access.organisation)],
            "outcome": outcome,
            "letters_arrive": settings.LETTERS_ARRIVE,
        }
    response = render(request, PEOPLE, context, status=status)
    if outcome:
        response["Cache-Control"] = "no-store"  # links are shown once
    return response


def back_to_colleagues(request: HttpRequest) -> HttpResponse:
    return redirect("teams:organisation_people", organisation_slug=request.access.organisation.slug)
