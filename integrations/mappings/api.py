"""Kept mappings in the API. `imports/{id}/use_mapping` decides about a file by one of them."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from integrations.mappings import serializers, services
from integrations.models import ImportRun, SavedMapping
from teams.rest import ReadViewSet
from teams.rules import Verb


class MappingViewSet(ReadViewSet):
    """What columns and words of a kind of file mean, kept by name for all teams of an organisation."""

    queryset = SavedMapping.objects.select_related("organisation", "team").order_by("name", "pk")
    serializer_class = serializers.SavedMappingSerializer
    filterset_fields = {"organisation": ["exact"], "format": ["exact"], "header": ["exact"], "removed_at": ["isnull"]}
    verbs = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy", "restore"), Verb.INTEGRATE)

    @extend_schema(request=serializers.NewMappingSerializer, responses={201: serializers.SavedMappingSerializer})
    def create(self, request):
        """Keeps what was decided about an import's file; the same name for the same columns is brought up to date."""
        body = self.read(serializers.NewMappingSerializer)
        run = get_object_or_404(ImportRun.objects.select_related("team__organisation"), pk=body["import"])
        self.enter_team(run.team_id)
        mapping = services.keep_mapping(run=run, name=body["name"], actor=request.user, now=timezone.now())
        return self.show(mapping, status=201)

    @extend_schema(request=serializers.MappingNameSerializer)
    def partial_update(self, request, pk=None):
        """Gives a mapping another name."""
        mapping, name = self.get_object(), self.read(serializers.MappingNameSerializer)["name"]
        return self.show(services.rename_mapping(mapping=mapping, name=name, actor=request.user, now=timezone.now()))

    def destroy(self, request, pk=None):
        """Removes a mapping; `restore` brings it back."""
        services.remove_mapping(mapping=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Brings a removed mapping back."""
        mapping = self.get_object()
        return self.show(services.restore_mapping(mapping=mapping, actor=request.user, now=timezone.now()))
