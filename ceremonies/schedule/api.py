"""When ceremonies are, in the API. The feed for calendar programs is a person's own and made on their page."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from ceremonies.meeting.rules import Kind
from ceremonies.models import CeremonySlot
from ceremonies.schedule import serializers
from ceremonies.schedule.queries import upcoming
from ceremonies.schedule.services import schedule_ceremony, unschedule_ceremony
from teams.models import Team
from teams.rest import ReadViewSet, ScopedViewSet
from teams.rules import Verb

DAYS_AHEAD = 30


class CeremonySlotViewSet(ReadViewSet):
    """What your teams have scheduled."""

    queryset = CeremonySlot.objects.select_related("team__organisation").order_by("team", "kind")
    serializer_class = serializers.SlotSerializer
    filterset_fields = {"team": ["exact"], "kind": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve"), Verb.SEE),
        **dict.fromkeys(("create", "destroy"), Verb.RUN_CEREMONIES),
    }

    @extend_schema(request=serializers.NewSlotSerializer, responses={201: serializers.SlotSerializer})
    def create(self, request):
        """Schedules a kind of ceremony; what was scheduled of this kind is replaced."""
        body = self.read(serializers.NewSlotSerializer)
        team, kind = self.enter_team(body.pop("team")).team, Kind(body.pop("kind"))
        return self.show(
            schedule_ceremony(team=team, kind=kind, actor=request.user, now=timezone.now(), **body), status=201
        )

    def destroy(self, request, pk=None):
        """The team holds this kind whenever it opens a room."""
        slot = self.get_object()
        unschedule_ceremony(team=slot.team, kind=Kind(slot.kind), actor=request.user, now=timezone.now())
        return Response(status=204)


class UpcomingViewSet(ScopedViewSet):
    """The ceremonies of a team in the next 30 days. The id is the team's."""

    queryset = Team.objects.select_related("organisation").order_by("pk")
    serializer_class = serializers.UpcomingSerializer
    team_path = "pk"
    verbs = {"retrieve": Verb.SEE}

    def retrieve(self, request, pk=None):
        """What is to come, in order."""
        now, team = timezone.now(), self.enter_team(pk).team
        return self.show({"ceremonies": upcoming(team, now, now + timedelta(days=DAYS_AHEAD))})
