"""How good a team's forecasts were, and how long its stories take (VEL-6)."""

from drf_spectacular.utils import extend_schema

from forecasting.cycle.queries import cycle_times
from forecasting.record.queries import record_of
from forecasting.record.serializers import RecordSerializer
from forecasting.velocity.finished import closed_sprints
from teams.models import Team
from teams.rest import ScopedViewSet
from teams.rules import Verb


class ForecastRecordViewSet(ScopedViewSet):
    """How good your teams' forecasts were."""

    queryset = Team.objects.order_by("pk")
    serializer_class = RecordSerializer
    team_path = "pk"
    verbs = {"retrieve": Verb.SEE}

    @extend_schema(responses=RecordSerializer)
    def retrieve(self, request, pk=None):
        """Past forecasts of the team with this id against what came, their reliability, and cycle times."""
        team = self.enter_team(pk).team
        return self.show({"record": record_of(team), "cycle_times": cycle_times(closed_sprints(team))})
