"""Everybody of an organisation: looked at by all of them, changed by owners and admins."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.http import domain_error_response, go_on, is_htmx, toast
from teams.access import organisation_page
from teams.colleagues import services
from teams.colleagues.page import LIST, back_to_colleagues, colleagues_page, list_context
from teams.models import FormerMembership, OrganisationMembership
from teams.rules import ROLE_NAMES, OrganisationRole, Verb


@require_safe
@organisation_page(Verb.SEE_ORGANISATION)
def people(request: HttpRequest) -> HttpResponse:
    """Who is in the organisation, on which teams, in which roles; and who is invited or deactivated."""
    return colleagues_page(request)


def _changing(model: type, act: Callable[..., HttpResponse]) -> Callable:
    """A page that changes the place of one person, now or formerly in the organisation."""

    def view(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        rows = model.objects.select_related("organisation", "user")
        place = get_object_or_404(rows, organisation=request.access.organisation, pk=pk)
        try:
            return act(request, place, **kwargs)
        except DomainError as error:
            return domain_error_response(request, error)

    return require_POST(organisation_page(Verb.MANAGE_PEOPLE)(view))


def _done(request: HttpRequest, text: str, undo: str = "", **kwargs) -> HttpResponse:
    """The list as it is now, with the words in a toast; the page anew where something else asked, as an undo does."""
    slug = {"organisation_slug": request.access.organisation.slug}
    undo_url = reverse(f"teams:{undo}", kwargs=slug | kwargs) if undo else ""
    if not is_htmx(request):
        return toast(request, back_to_colleagues(request), text, undo_url=undo_url)
    if request.htmx.target != LIST:
        return go_on(request, back_to_colleagues(request).url, text)
    answer = render(request, "teams/colleagues/_everybody.html", list_context(request))
    return toast(request, answer, text, undo_url=undo_url)


def _who(request: HttpRequest) -> dict:
    return {"actor": request.user, "now": timezone.now()}


def _change_role(request: HttpRequest, place: OrganisationMembership, role: str) -> HttpResponse:
    before = place.role
    changed = services.change_role(membership=place, role=role, **_who(request))
    text = f"{place.user} is {ROLE_NAMES[OrganisationRole(role)].lower()} of {place.organisation} now."
    if place.user_id == request.user.pk:  # who stepped down cannot take that back, and sees another page
        return go_on(request, back_to_colleagues(request).url, text)
    return _done(request, text, "change_organisation_role", pk=changed.pk, role=before)


def _sign_out(request: HttpRequest, place: OrganisationMembership) -> HttpResponse:
    ended = services.sign_out_everywhere(membership=place, **_who(request))
    words = f"{place.user} is signed out everywhere." if ended else f"{place.user} was not signed in anywhere."
    return _done(request, words)


def _deactivate(request: HttpRequest, place: OrganisationMembership) -> HttpResponse:
    former = services.deactivate(membership=place, **_who(request))
    text = f"{former.user} has no access any more. Their work keeps their name."
    return _done(request, text, "let_back_in", pk=former.pk)


def _remove(request: HttpRequest, place: OrganisationMembership) -> HttpResponse:
    former = services.remove_person(membership=place, **_who(request))
    text = f"{former.user} is removed. Their work keeps their name."
    return _done(request, text, "let_back_in", pk=former.pk)


def _let_back_in(request: HttpRequest, place: FormerMembership) -> HttpResponse:
    membership = services.let_back_in(former=place, **_who(request))
    return _done(request, f"{membership.user} is back, with their role and teams.")


change_role = _changing(OrganisationMembership, _change_role)
sign_out = _changing(OrganisationMembership, _sign_out)
deactivate = _changing(OrganisationMembership, _deactivate)
remove = _changing(OrganisationMembership, _remove)
let_back_in = _changing(FormerMembership, _let_back_in)
