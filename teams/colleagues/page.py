"""The page of everybody in an organisation; pages that refuse a form show it again from here."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from teams.access import accessible_teams
from teams.colleagues import queries, rules
from teams.invitations.forms import OrganisationInviteForm
from teams.invitations.queries import pending_invitations
from teams.rules import ROLE_NAMES, Verb

PEOPLE = "teams/colleagues/people.html"
# The part that htmx replaces when somebody's place has changed.
LIST = "everybody"
# People on one page, and as many of the deactivated; a search finds the rest of those.
PAGE_SIZE = 50
LONGEST_SEARCH = 100


def list_context(request: HttpRequest) -> dict:
    """A page of who is in, and who is out, each with what the reader may do about it."""
    access, organisation = request.access, request.access.organisation
    held = access.organisation_role if access.may(Verb.MANAGE_PEOPLE) else None
    givable = [(role, ROLE_NAMES[role]) for role in reversed(rules.givable_roles(held))]
    words = _words(request)
    page = Paginator(queries.places_of(organisation, words), PAGE_SIZE).get_page(request.GET.get("page"))
    former = queries.deactivated_of(organisation, words)
    found = queries.colleagues_in(organisation, page.object_list)
    return {
        "access": access,
        "words": words,
        "page": page,
        "asked": _asked(request),
        "colleagues": [(one, rules.may_act_on(held, one.place.role)) for one in found],
        "former": [(one, rules.may_act_on(held, one.role)) for one in former[:PAGE_SIZE]],
        "former_count": former.count(),
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
    """To the page of the list that was asked for."""
    slug = request.access.organisation.slug
    return redirect(reverse("teams:organisation_people", kwargs={"organisation_slug": slug}) + _asked(request))


def _words(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]


def _asked(request: HttpRequest) -> str:
    """Search and page as they stand in an address: "?q=…&page=…" or nothing."""
    kept = {"q": _words(request), "page": request.GET.get("page", "")[:9]}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"?{query}" if query else ""
