"""Epics and labels in the API."""

from collections.abc import Callable

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from stories import serializers
from stories.labels.services import create_epic, create_label
from stories.models import Epic, Label
from teams.rest import ReadViewSet
from teams.rules import Verb


class _NamedViewSet(ReadViewSet):
    filterset_fields = ["team", "name"]
    verbs = {"list": Verb.SEE, "retrieve": Verb.SEE, "create": Verb.WRITE_STORIES}

    def add(self, request, service: Callable) -> Response:
        body = self.read(serializers.NewNameSerializer)
        team = self.enter_team(body["team"]).team
        return self.show(service(team=team, name=body["name"], actor=request.user, now=timezone.now()), status=201)


class EpicViewSet(_NamedViewSet):
    """Epics group stories that serve one larger aim."""

    queryset = Epic.objects.select_related("team").order_by("name", "pk")
    serializer_class = serializers.EpicSerializer

    @extend_schema(request=serializers.NewNameSerializer, responses={201: serializers.EpicSerializer})
    def create(self, request):
        """Adds an epic; one of the same name is answered instead of a second."""
        return self.add(request, create_epic)


class LabelViewSet(_NamedViewSet):
    """Labels mark stories across epics."""

    queryset = Label.objects.select_related("team").order_by("name", "pk")
    serializer_class = serializers.LabelSerializer

    @extend_schema(request=serializers.NewNameSerializer, responses={201: serializers.LabelSerializer})
    def create(self, request):
        """Adds a label; one of the same name is answered instead of a second."""
        return self.add(request, create_label)
