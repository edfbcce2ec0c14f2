"""Where devices and gateways knock. A person's session or token opens nothing here, a device's key nothing else."""

from collections.abc import Callable
from functools import wraps

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from core.errors import DomainError, Invalid, TooMany
from core.http import PROBLEM, headers_of, problem_of
from teams.limits.address import client_address
from teams.rates.counting import count
from teams.rates.rules import STRANGERS
from telemetry_demo.alerting.edges import DEVICE, hear_gateway
from telemetry_demo.alerting.models import DeviceKey
from telemetry_demo.devices.intake import take_batch
from telemetry_demo.devices.queries import key_of
from telemetry_demo.devices.rules import RATE, require_size
from telemetry_demo.devices.services import note_use


def _problem(error: DomainError) -> JsonResponse:
    answer = JsonResponse(problem_of(error), status=error.status, content_type=PROBLEM)
    for name, value in headers_of(error).items():
        answer.headers[name] = value
    return answer


def _unknown(request: HttpRequest) -> JsonResponse:
    """The same for every reason; who knocks too often has to wait."""
    standing = count(STRANGERS, client_address(request))
    if standing and not standing.allowed:
        return _problem(TooMany.after(standing.reset))
    body = {"type": "about:blank", "title": "Not authenticated", "status": 401, "code": "not_authenticated"}
    answer = JsonResponse(
        body | {"detail": "This key is unknown, revoked or replaced."}, status=401, content_type=PROBLEM
    )
    answer.headers["WWW-Authenticate"] = 'Device realm="Truepace"'
    return answer


@sensitive_variables("secret")
def _key(request: HttpRequest) -> DeviceKey | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return key_of(secret.strip(), timezone.now()) if kind.lower() == "device" and secret.strip() else None


def _require_rate(key: DeviceKey) -> None:
    standing = count(RATE, f"device {key.pk}")
    if standing and not standing.allowed:
        raise TooMany.after(standing.reset)


def device_page(view: Callable) -> Callable:
    """Decorates a view for a device's key, which it is called with; refusals are problem+json."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return _unknown(request)
        try:
            _require_rate(key)
            require_size(int(request.headers.get("Content-Length") or 0))
            answer = view(request, key)
        except DomainError as error:
            return _problem(error)
        note_use(key=key, now=timezone.now())
        return answer

    wrapped.declared_access = ("device", None)
    return csrf_exempt(require_POST(wrapped))


@device_page
def events(request: HttpRequest, key: DeviceKey) -> HttpResponse:
    """Takes `{"events": […]}`. 202 says that all of it is durable; `results` says what became of each."""
    results = take_batch(key=key, body=request.body)
    return HttpResponse(msgspec.json.encode({"results": results}), status=202, content_type="application/json")


class Said(msgspec.Struct):
    """What a gateway tells of itself."""

    digest: str
    refused: dict[str, str]
    read: int
    passed: int
    waiting: int
    bytes_read: int
    bytes_sent: int


@device_page
def edge(request: HttpRequest, key: DeviceKey) -> HttpResponse:
    """Hears a gateway, and answers with the rules where it has others."""
    if not key.device.startswith(DEVICE):
        raise Invalid(f"{key.device} is no gateway.", field="device", fix=f"A gateway's key is for {DEVICE}NAME.")
    try:
        said = msgspec.json.decode(request.body, type=Said)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise Invalid(f"This cannot be read: {problem}.", fix="Update the gateway's program.") from None
    orders = hear_gateway(
        name=key.device, team_id=key.team_id, said=msgspec.structs.asdict(said), now=timezone.now()
    )  # fmt: skip
    rules = None if said.digest == orders.digest else orders.rules
    return JsonResponse({"digest": orders.digest, "rules": rules})
