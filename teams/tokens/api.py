"""Access tokens in the API: one's own, and none wider than what one came with."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.response import Response

from teams.access import accessible_organisations, accessible_teams
from teams.models import AccessToken, Team
from teams.rest import ApiViewSet, pick
from teams.tokens import serializers
from teams.tokens.queries import tokens_of
from teams.tokens.rules import Scope
from teams.tokens.services import make_token, revoke_token


class TokenViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Your access tokens that are not revoked."""

    queryset = AccessToken.objects.none()
    serializer_class = serializers.TokenSerializer
    scopes = dict.fromkeys(("list", "retrieve", "create", "destroy"), Scope.TOKENS)
    shown_once = ("token",)

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return tokens_of(self.request.user, self.request.user.grant)

    @extend_schema(request=serializers.NewTokenSerializer, responses={201: serializers.MadeTokenSerializer})
    def create(self, request):
        """Makes a token. Its secret is in this answer only."""
        body = self.read(serializers.NewTokenSerializer)
        organisation = pick(accessible_organisations(request.user), body.pop("organisation", None), "organisation")
        team = pick(self._teams(), body.pop("team", None), "team")
        limits = {"organisation": organisation, "team": team, "scopes": body.pop("scopes", [])}
        token, secret = make_token(user=request.user, now=timezone.now(), **limits, **body)
        token.token = secret
        return Response(serializers.MadeTokenSerializer(token).data, status=201)

    def _teams(self):
        mine = [access.team.pk for access in accessible_teams(self.request.user)]
        return Team.objects.filter(pk__in=mine).select_related("organisation")

    def destroy(self, request, pk=None):
        """Revokes the token; it opens nothing from now on."""
        revoke_token(token=self.get_object(), now=timezone.now())
        return Response(status=204)
