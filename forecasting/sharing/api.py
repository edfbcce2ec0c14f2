"""Share links in the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from forecasting.models import ShareLink
from forecasting.sharing import rules, serializers
from forecasting.sharing.services import share_report, withdraw_link
from forecasting.sharing.views import address_of
from teams.rest import ReadViewSet, pick
from teams.rules import Verb


class ShareLinkViewSet(ReadViewSet):
    """Links by which people without an account read a team's report, newest first."""

    queryset = ShareLink.objects.select_related("team__organisation")
    serializer_class = serializers.ShareLinkSerializer
    filterset_fields = {"team": ["exact"], "release": ["exact", "isnull"], "revoked_at": ["isnull"]}
    verbs = dict.fromkeys(("list", "retrieve", "create", "destroy"), Verb.SHARE)
    shown_once = ("address",)

    @extend_schema(request=serializers.NewLinkSerializer, responses={201: serializers.MadeLinkSerializer})
    def create(self, request):
        """Makes a link. Its address is in this answer only."""
        body, now = self.read(serializers.NewLinkSerializer), timezone.now()
        team = self.enter_team(body.pop("team")).team
        release = pick(team.releases.current(), body.pop("release", None), "release")
        wanted = {"expires_at": now + rules.USUAL} | body
        link, token = share_report(team=team, release=release, actor=request.user, now=now, **wanted)
        link.address = address_of(request, token)
        return Response(serializers.MadeLinkSerializer(link).data, status=201)

    def destroy(self, request, pk=None):
        """Withdraws the link; it opens nothing from now on."""
        withdraw_link(link=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)
