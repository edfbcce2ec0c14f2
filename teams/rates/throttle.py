"""The limits as REST framework asks for them."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from teams.limits.address import client_address
from teams.models import AccessToken
from teams.rates.counting import count
from teams.rates.rules import STRANGERS, Standing, rate_of


def sender_of(request: Request) -> str:
    """The token, or else the person, that a signed-in request is from."""
    return f"token {request.auth.pk}" if isinstance(request.auth, AccessToken) else f"person {request.user.pk}"


def _remember(request: Request, standing: Standing | None) -> bool:
    request._request.rate_standing = standing
    return standing is None or standing.allowed


class PublishedRates(BaseThrottle):
    """Counts the request against `teams.rates.rules.TABLE`; its standing is told in the answer's headers."""

    def allow_request(self, request: Request, view) -> bool:
        if not request.user.is_authenticated:
            return allow_stranger(request)
        standing = count(rate_of(request.method), sender_of(request))
        self._wait = standing and standing.reset
        return _remember(request, standing)

    def wait(self) -> int | None:
        return self._wait


def allow_stranger(request: Request) -> bool:
    """Counts a request that nobody has signed in for, by network address."""
    return _remember(request, count(STRANGERS, client_address(request._request)))


def standing_of(request: Request) -> Standing | None:
    """What was counted for this request."""
    return getattr(request._request, "rate_standing", None)
