"""Impediments in the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from stories import serializers
from stories.impediments import services
from stories.models import Impediment
from teams.rest import ReadViewSet, pick
from teams.rules import Verb


class ImpedimentViewSet(ReadViewSet):
    """What is in the way of your teams."""

    queryset = Impediment.objects.select_related("team", "story__team").order_by("-opened_at", "-pk")
    serializer_class = serializers.ImpedimentSerializer
    filterset_fields = {"team": ["exact"], "story": ["exact"], "resolved_at": ["isnull"]}
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "resolve": Verb.WRITE_STORIES,
    }

    @extend_schema(request=serializers.NewImpedimentSerializer, responses={201: serializers.ImpedimentSerializer})
    def create(self, request):
        """Raises an impediment; the Scrum master owns it."""
        body = self.read(serializers.NewImpedimentSerializer)
        team = self.enter_team(body.pop("team")).team
        story = pick(team.stories.all(), body.pop("story", None), "story")
        raised = services.raise_impediment(team=team, story=story, actor=request.user, now=timezone.now(), **body)
        return self.show(raised, status=201)

    @extend_schema(request=serializers.ResolutionSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk=None):
        """Closes the impediment."""
        impediment = self.get_object()
        body = self.read(serializers.ResolutionSerializer)
        resolved = services.resolve_impediment(impediment=impediment, actor=request.user, now=timezone.now(), **body)
        return self.show(resolved)
