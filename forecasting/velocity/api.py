from drf_spectacular.utils import extend_schema

from forecasting.velocity.queries import velocity_of
from forecasting.velocity.serializers import VelocitySerializer
from teams.models import Team
from teams.rest import ScopedViewSet
from teams.rules import Verb


class VelocityViewSet(ScopedViewSet):
    """What your teams finish per sprint."""

    queryset = Team.objects.order_by("pk")
    serializer_class = VelocitySerializer
    team_path = "pk"
    verbs = {"retrieve": Verb.SEE}

    @extend_schema(responses=VelocitySerializer)
    def retrieve(self, request, pk=None):
        """Velocity of the team with this id, and the forecast of its next sprint."""
        return self.show(velocity_of(self.enter_team(pk).team))
