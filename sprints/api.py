"""Sprints, their ledger and their commitment in the API: all sprints, not the last seven."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.serializers import DateTimeField

from sprints import serializers
from sprints.closing.services import cancel_sprint, close_sprint
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from sprints.permissions import require_scope_change
from sprints.planning import services as planning
from sprints.planning.queries import people_in
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.permissions import override_gate
from teams.models import User
from teams.rest import ReadViewSet, pick
from teams.rules import Verb


class SprintViewSet(ReadViewSet):
    """Sprints of your teams, oldest first."""

    queryset = Sprint.objects.select_related("team").order_by("team", "number")
    serializer_class = serializers.SprintSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"], "number": ["exact", "gte", "lte"]}
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "scope": Verb.SEE,
        "ledger": Verb.SEE,
        "commitment": Verb.SEE,
        "capacity": Verb.SEE,
        "create": Verb.MANAGE_SPRINTS,
        "partial_update": Verb.MANAGE_SPRINTS,
        "set_capacity": Verb.MANAGE_SPRINTS,
        "commit": Verb.MANAGE_SPRINTS,
        "close": Verb.MANAGE_SPRINTS,
        "cancel": Verb.MANAGE_SPRINTS,
        # What else it takes depends on the sprint's state: see `require_scope_change`.
        "add": Verb.SEE,
        "remove": Verb.SEE,
    }

    @extend_schema(request=serializers.NewSprintSerializer, responses={201: serializers.SprintSerializer})
    def create(self, request):
        """Plans a sprint."""
        body = self.read(serializers.NewSprintSerializer)
        team = self.enter_team(body.pop("team")).team
        sprint = planning.create_sprint(team=team, actor=request.user, now=timezone.now(), **body)
        return self.show(sprint, status=201)

    @extend_schema(request=serializers.SprintFieldsSerializer)
    def partial_update(self, request, pk=None):
        """Changes goal and dates while the sprint is planned."""
        sprint = self.get_object()
        body = self.read(serializers.SprintFieldsSerializer)
        return self.show(planning.edit_sprint(sprint=sprint, actor=request.user, now=timezone.now(), **body))

    @extend_schema(
        responses=serializers.ScopeSerializer,
        parameters=[OpenApiParameter("at", OpenApiTypes.DATETIME, description="As it stood at this time.")],
    )
    @action(detail=True)
    def scope(self, request, pk=None):
        """What is, or was at a time, in the sprint: totals and stories, from the ledger alone."""
        sprint = self.get_object()
        at = request.query_params.get("at")
        moment = DateTimeField().run_validation(at) if at else None
        return Response(serializers.ScopeSerializer(scope_of(sprint, moment)).data)

    @extend_schema(responses=serializers.LedgerEventSerializer(many=True))
    @action(detail=True, filterset_fields=())
    def ledger(self, request, pk=None):
        """Every event of the sprint, oldest first. It only grows."""
        page = self.paginate_queryset(self.get_object().ledger.order_by("at", "pk"))
        return self.get_paginated_response(serializers.LedgerEventSerializer(page, many=True).data)

    @extend_schema(responses=serializers.CommitmentSerializer)
    @action(detail=True)
    def commitment(self, request, pk=None):
        """The snapshot taken at commit; 404 before."""
        sprint = self.get_object()
        found = getattr(sprint, "commitment", None)
        if found is None:
            raise NotFound("This sprint is not committed yet.")
        return Response(serializers.CommitmentSerializer(found).data)

    @extend_schema(responses=serializers.CapacitySerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_fields=())
    def capacity(self, request, pk=None):
        """Who is here in a planned sprint, from the team's calendar; a committed one has its `commitment`."""
        people = people_in(self.get_object(), self.access)
        return Response(serializers.CapacitySerializer(people, many=True).data)

    @extend_schema(request=serializers.CapacityFieldsSerializer, responses=serializers.CapacitySerializer)
    @capacity.mapping.post
    def set_capacity(self, request, pk=None):
        """Sets a person's share of time and days off in a planned sprint by hand, or follows the calendar again."""
        sprint = self.get_object()
        body = self.read(serializers.CapacityFieldsSerializer)
        people = User.objects.filter(team_memberships__team=sprint.team_id)
        user = pick(people, body.pop("user"), "user")
        who = {"sprint": sprint, "user": user, "actor": request.user, "now": timezone.now()}
        if body.pop("follow_calendar"):
            planning.follow_calendar(**who)
        else:
            planning.set_capacity(**who, **body)
        person = next((person for person in people_in(sprint, self.access) if person.user == user), None)
        return Response(serializers.CapacitySerializer(person).data)

    @extend_schema(request=serializers.CommitSerializer, responses=serializers.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def commit(self, request, pk=None):
        """Takes the snapshot and starts the sprint. 409 with `open_items` when stories are not Ready."""
        sprint = self.get_object()
        override = override_gate(self.access, self.read(serializers.CommitSerializer).get("override_reason"))
        commitment = planning.commit_sprint(sprint=sprint, actor=request.user, now=timezone.now(), override=override)
        return Response(serializers.CommitmentSerializer(commitment).data)

    @extend_schema(request=serializers.SprintStorySerializer, responses=serializers.ScopeSerializer)
    @action(detail=True, methods=["post"])
    def add(self, request, pk=None):
        """Puts a story into the sprint; once committed this is a scope change."""
        return self._change_scope(request, add_to_sprint)

    @extend_schema(request=serializers.SprintStorySerializer, responses=serializers.ScopeSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request, pk=None):
        """Takes a story out of the sprint; once committed this is a scope change."""
        return self._change_scope(request, remove_from_sprint)

    def _change_scope(self, request, service) -> Response:
        sprint = self.get_object()
        require_scope_change(self.access, sprint)
        body = self.read(serializers.SprintStorySerializer)
        story = pick(sprint.team.stories.all(), body.pop("story"), "story")
        service(sprint=sprint, story=story, actor=request.user, now=timezone.now(), **body)
        return Response(serializers.ScopeSerializer(scope_of(sprint)).data)

    @extend_schema(request=serializers.CloseSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Closes the running sprint and carries each unfinished story where you say."""
        sprint = self.get_object()
        body = {"destinations": {}, **self.read(serializers.CloseSerializer)}
        return self.show(close_sprint(sprint=sprint, actor=request.user, now=timezone.now(), **body))

    @extend_schema(request=serializers.CancelSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Cancels a planned or running sprint."""
        sprint = self.get_object()
        body = self.read(serializers.CancelSerializer)
        return self.show(cancel_sprint(sprint=sprint, actor=request.user, now=timezone.now(), **body))
