"""The page of devices' keys: made, shown once, rotated, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import domain_error_response, go_on
from core.navigation import team_url
from teams.access import team_page
from teams.rules import Verb
from teams.tokens.views import Unlogged
from telemetry_demo.alerting.models import DeviceKey
from telemetry_demo.devices import services
from telemetry_demo.devices.queries import keys_of

FIELDS = ("device", "trial", "patient")


@require_http_methods(["GET", "POST"])
@never_cache
@team_page(Verb.MANAGE_TEAM)
@sensitive_variables("secret")
def devices(request: HttpRequest) -> HttpResponse:
    """Lists keys and makes one. The secret stands in the answer itself: kept anywhere, it would not be secret."""
    typed = {name: request.POST.get(name, "")[:300].replace("\x00", "") for name in FIELDS}
    if request.method == "GET":
        return _page(request)
    try:
        made, secret = services.make_key(team=request.access.team, actor=request.user, now=timezone.now(), **typed)
    except DomainError as error:
        return _page(request, typed=typed, refused=error, status=error.status)
    return _page(request, made=made, secret=Unlogged(secret))


def _page(request: HttpRequest, *, status: int = 200, **context) -> HttpResponse:
    context |= {"section": "telemetry_demo:dashboard", "keys": keys_of(request.access.team), "now": timezone.now()}
    return render(request, "telemetry_demo/devices.html", context, status=status)


def _key(request: HttpRequest, pk: int) -> DeviceKey:
    return get_object_or_404(DeviceKey, team=request.access.team, pk=pk)


@require_POST
@never_cache
@team_page(Verb.MANAGE_TEAM)
@sensitive_variables("secret")
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown this once; the one before works for a day."""
    try:
        made, secret = services.rotate_key(key=_key(request, pk), actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return _page(request, made=made, secret=Unlogged(secret))


@require_POST
@team_page(Verb.MANAGE_TEAM)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The device is refused from now on."""
    try:
        services.revoke_key(key=_key(request, pk), actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    messages.success(request, "The key is revoked.")
    return go_on(request, team_url({"request": request}, "telemetry_alerting:devices"))
