"""Who comes with a token: REST framework's authentication beside sessions."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from teams.models import AccessToken, User
from teams.tokens.queries import token_of
from teams.tokens.services import note_use


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tpat_…`. The person's `grant` then limits every right of theirs in this request."""

    def authenticate(self, request) -> tuple[User, AccessToken] | None:
        """None without such a header; AuthenticationFailed, the same for every reason, when it opens nothing."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        now = timezone.now()
        token = token_of(secret.strip(), now)
        if token is None:
            raise AuthenticationFailed("This token is unknown, revoked or expired.")
        note_use(token=token, now=now)
        token.user.grant = token.grant
        request._request._cached_user = token.user  # whom the request's log line names
        return token.user, token

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="Truepace"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes it; drf-spectacular finds this class by its base."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token of yours, made on your profile's page “API tokens”.",
        }
