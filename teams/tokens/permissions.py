"""What a token's scopes open. Its person's own rights are asked besides, by `teams.access`."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from teams.models import AccessToken
from teams.tokens.rules import Scope, scope_for


def needed_scope(view) -> Scope | None:
    """The scope of the view's action: named in `scopes`, or that of its verb; None closes it to tokens."""
    action = getattr(view, "action", None)
    return getattr(view, "scopes", {}).get(action) or scope_for(getattr(view, "verbs", {}).get(action))


class MayByToken(BasePermission):
    """Lets sessions pass; a token needs the action's scope, and one beyond reading to change anything."""

    def has_permission(self, request, view) -> bool:
        if not isinstance(request.auth, AccessToken):
            return True
        scope = needed_scope(view)
        self.message = _refusal(request, scope, request.auth.grant.scopes)
        return not self.message


def _refusal(request, scope: Scope | None, held: frozenset[Scope]) -> str:
    if scope is None:
        return "Tokens cannot do this. Sign in."
    if scope not in held:
        return f"This token has not the scope “{scope}”."
    only_reads = held == {Scope.READ} and request.method not in SAFE_METHODS
    return "This token only reads." if only_reads else ""
