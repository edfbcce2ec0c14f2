"""People, organisations and teams in the API."""

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.response import Response

from teams import serializers
from teams.access import accessible_organisations
from teams.models import Organisation, Team, TeamMembership, User
from teams.permissions import require_grantable
from teams.rest import ApiViewSet, ReadViewSet, pick
from teams.rules import Verb
from teams.services import members, organisations
from teams.tokens.rules import Scope


class MeViewSet(ApiViewSet):
    """The person who asks."""

    queryset = User.objects.none()
    serializer_class = serializers.PersonSerializer
    pagination_class = None
    scopes = {"list": Scope.READ}

    @extend_schema(responses=forced_singular_serializer(serializers.PersonSerializer))
    def list(self, request):
        """Who you are."""
        return Response(self.get_serializer(request.user).data)


class OrganisationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Organisations that you belong to."""

    queryset = Organisation.objects.order_by("name", "pk")
    serializer_class = serializers.OrganisationSerializer
    scopes = {"list": Scope.READ, "retrieve": Scope.READ, "create": Scope.SETTINGS}

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()
        return super().get_queryset() & accessible_organisations(self.request.user)

    @extend_schema(request=serializers.NewOrganisationSerializer, responses={201: serializers.OrganisationSerializer})
    def create(self, request):
        """Founds an organisation; you are its owner."""
        if request.user.grant and request.user.grant.organisation:
            self.permission_denied(request, message="This token is limited to one organisation.")
        body = self.read(serializers.NewOrganisationSerializer)
        return self.show(organisations.create_organisation(owner=request.user, now=timezone.now(), **body), status=201)


class TeamViewSet(ReadViewSet):
    """Teams whose work you may see."""

    queryset = Team.objects.select_related("organisation").order_by("name", "pk")
    serializer_class = serializers.TeamSerializer
    filterset_fields = ["organisation", "slug", "key"]
    team_path = "pk"
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.CREATE_TEAM,
        "partial_update": Verb.MANAGE_TEAM,
    }

    def get_object(self):
        return self.enter_team(self.kwargs["pk"]).team

    @extend_schema(request=serializers.NewTeamSerializer, responses={201: serializers.TeamSerializer})
    def create(self, request):
        """Creates a team in an organisation of which you are owner or admin."""
        body = self.read(serializers.NewTeamSerializer)
        access = self.enter_organisation(body.pop("organisation"))
        team = organisations.create_team(
            organisation=access.organisation, actor=request.user, now=timezone.now(), **body
        )
        return self.show(team, status=201)

    @extend_schema(request=serializers.TeamFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Changes the team's settings."""
        team = self.get_object()
        body = self.read(serializers.TeamFieldsSerializer, partial=True)
        return self.show(organisations.edit_team(team=team, actor=request.user, now=timezone.now(), **body))


class MemberViewSet(ReadViewSet):
    """People of your teams."""

    queryset = TeamMembership.objects.current().select_related("user", "team").order_by("pk")
    serializer_class = serializers.MemberSerializer
    filterset_fields = ["team", "user"]
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.MANAGE_MEMBERS,
        "partial_update": Verb.MANAGE_MEMBERS,
        "destroy": Verb.MANAGE_MEMBERS,
    }

    @extend_schema(request=serializers.NewMemberSerializer, responses={201: serializers.MemberSerializer})
    def create(self, request):
        """Adds a person of the organisation to the team."""
        body = self.read(serializers.NewMemberSerializer)
        team = self.enter_team(body.pop("team")).team
        people = User.objects.filter(organisation_memberships__organisation=team.organisation_id)
        user = pick(people, body.pop("user"), "user")
        require_grantable(self.access, (), body["roles"])
        added = members.add_member(team=team, user=user, actor=request.user, now=timezone.now(), **body)
        return self.show(added, status=201)

    @extend_schema(request=serializers.MemberFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Changes roles, share of time, kind or focus."""
        membership = self.get_object()
        body = self.read(serializers.MemberFieldsSerializer, partial=True)
        require_grantable(self.access, membership.roles, body.get("roles", membership.roles))
        return self.show(members.edit_member(membership=membership, actor=request.user, now=timezone.now(), **body))

    def destroy(self, request, pk=None):
        """Takes the person out of the team; past sprints keep them."""
        membership = self.get_object()
        require_grantable(self.access, membership.roles, ())
        members.remove_member(membership=membership, actor=request.user, now=timezone.now())
        return Response(status=204)
