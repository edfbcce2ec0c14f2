"""One click signs a visitor in as a person of the demo: in demo mode, from this machine, and nobody else."""

import ipaddress

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from scrum.demo.people import PEOPLE, SIGN_IN_AS
from teams.access import public_page
from teams.models import User
from teams.rules import ROLE_NAMES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILBOXES = [f"{mailbox}@pulse.example" for _, mailbox, *_ in PEOPLE[:SIGN_IN_AS]]
ROLES = {f"{mailbox}@pulse.example": ROLE_NAMES[roles[0]] for _, mailbox, _, roles, *_ in PEOPLE[:SIGN_IN_AS]}


def _from_this_machine(request: HttpRequest) -> bool:
    # A proxy on this machine speaks for people who are not on it.
    if any(name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED")) for name in request.META):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def people_for(request: HttpRequest) -> list[dict]:
    """Whom this visitor may sign in as: id, name and role; nobody outside demo mode or from elsewhere."""
    if not settings.DEMO or not _from_this_machine(request):
        return []
    found = {user.email: user for user in User.objects.filter(email__in=MAILBOXES, is_active=True)}
    return [{"person": found[mailbox], "role": ROLES[mailbox]} for mailbox in MAILBOXES if mailbox in found]


@require_POST
@public_page
def sign_in_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs in as one of the offered people; anything else is not found."""
    if pk not in [entry["person"].pk for entry in people_for(request)]:
        raise Http404("No such person.")
    login(request, get_object_or_404(User, pk=pk), backend=BACKEND)
    return redirect("scrum:home")
