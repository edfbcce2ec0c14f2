"""A team's workflow and its Definitions of Ready and Done in the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from stories import serializers
from stories.models import ChecklistItem, Status
from stories.workflow import services
from teams.rest import ReadViewSet
from teams.rules import Verb

SETTINGS = {
    "list": Verb.SEE,
    "retrieve": Verb.SEE,
    "create": Verb.MANAGE_TEAM,
    "partial_update": Verb.MANAGE_TEAM,
    "destroy": Verb.MANAGE_TEAM,
}


class StatusViewSet(ReadViewSet):
    """Columns of the board, from left to right."""

    queryset = Status.objects.select_related("team").order_by("team", "position", "pk")
    serializer_class = serializers.StatusSerializer
    filterset_fields = ["team", "category"]
    verbs = SETTINGS

    @extend_schema(request=serializers.NewStatusSerializer, responses={201: serializers.StatusSerializer})
    def create(self, request):
        """Adds a column."""
        body = self.read(serializers.NewStatusSerializer)
        team = self.enter_team(body.pop("team")).team
        return self.show(services.add_status(team=team, actor=request.user, now=timezone.now(), **body), status=201)

    @extend_schema(request=serializers.StatusFieldsSerializer)
    def partial_update(self, request, pk=None):
        """Renames or moves a column, or changes its limit."""
        status = self.get_object()
        body = self.read(serializers.StatusFieldsSerializer)
        position, who = body.pop("position", None), {"actor": request.user, "now": timezone.now()}
        status = services.edit_status(status=status, **body, **who)
        if position is not None:
            services.move_status(status=status, position=position, **who)
            status.refresh_from_db()
        return self.show(status)

    def destroy(self, request, pk=None):
        """Removes an empty column."""
        services.remove_status(status=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)


class ChecklistItemViewSet(ReadViewSet):
    """Lines of the Definitions of Ready and Done."""

    queryset = ChecklistItem.objects.filter(retired_at=None).select_related("team").order_by("gate", "position", "pk")
    serializer_class = serializers.ChecklistItemSerializer
    filterset_fields = ["team", "gate", "kind"]
    verbs = {name: verb for name, verb in SETTINGS.items() if name != "partial_update"}

    @extend_schema(request=serializers.NewChecklistItemSerializer, responses={201: serializers.ChecklistItemSerializer})
    def create(self, request):
        """Adds a line."""
        body = self.read(serializers.NewChecklistItemSerializer)
        team = self.enter_team(body.pop("team")).team
        item = services.add_checklist_item(team=team, actor=request.user, now=timezone.now(), **body)
        return self.show(item, status=201)

    def destroy(self, request, pk=None):
        """Takes a line off the list; ticks given are kept."""
        services.retire_checklist_item(item=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)
