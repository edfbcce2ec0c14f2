"""Impediments in the API."""

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from stories import serializers
from stories.impediments import services
from stories.models import Impediment
from teams.access import accessible_teams
from teams.models import User
from teams.rest import ReadViewSet, pick
from teams.rules import Verb


class ImpedimentViewSet(ReadViewSet):
    """What is in the way of your teams, and what of other teams waits for yours."""

    queryset = Impediment.objects.select_related("team__organisation", "story__team", "owner", "other_team").order_by(
        "-opened_at", "-pk"
    )
    serializer_class = serializers.ImpedimentSerializer
    filterset_fields = {"team": ["exact"], "other_team": ["exact"], "story": ["exact"], "resolved_at": ["isnull"]}
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "partial_update": Verb.WRITE_STORIES,
        "resolve": Verb.WRITE_STORIES,
        "reopen": Verb.WRITE_STORIES,
    }

    def get_queryset(self):
        """Reading reaches what waits for one's teams, too; changing does not (IMP-2)."""
        own = super().get_queryset()
        if self.action not in ("list", "retrieve") or getattr(self, "swagger_fake_view", False):
            return own
        mine = [access.team.pk for access in accessible_teams(self.request.user)]
        return self.queryset.filter(Q(team__in=mine) | Q(other_team__in=mine))

    def enter(self, found: Impediment) -> None:
        """The team that is waited for opens it as well as the one that waits."""
        mine = {access.team.pk for access in accessible_teams(self.request.user)}
        self.enter_team(found.team_id if found.team_id in mine else found.other_team_id or found.team_id)

    @extend_schema(request=serializers.NewImpedimentSerializer, responses={201: serializers.ImpedimentSerializer})
    def create(self, request):
        """Raises an impediment; the Scrum master owns it."""
        body = self.read(serializers.NewImpedimentSerializer)
        team = self.enter_team(body.pop("team")).team
        story = pick(team.stories.all(), body.pop("story", None), "story")
        other = pick(team.organisation.teams.all(), body.pop("other_team", None), "other_team")
        raised = services.raise_impediment(
            other_team=other, team=team, story=story, actor=request.user, now=timezone.now(), **body
        )
        return self.show(raised, status=201)

    @extend_schema(request=serializers.ResolutionSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk=None):
        """Closes the impediment."""
        impediment = self.get_object()
        body = self.read(serializers.ResolutionSerializer)
        resolved = services.resolve_impediment(impediment=impediment, actor=request.user, now=timezone.now(), **body)
        return self.show(resolved)

    @extend_schema(request=serializers.FollowUpSerializer)
    def partial_update(self, request, pk=None):
        """Owner, next step, and the other team that has to act."""
        impediment = self.get_object()
        body = {"next_step": impediment.next_step} | self.read(serializers.FollowUpSerializer)
        people = User.objects.filter(team_memberships__team=impediment.team)
        owner = pick(people, body["owner"], "owner") if "owner" in body else impediment.owner
        teams = impediment.team.organisation.teams.all()
        other = pick(teams, body["other_team"], "other_team") if "other_team" in body else impediment.other_team
        followed = services.follow_up_impediment(
            impediment=impediment, next_step=body["next_step"], owner=owner, other_team=other, actor=request.user,
            now=timezone.now(),
        )  # fmt: skip
        return self.show(followed)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Takes the solution back."""
        return self.show(
            services.reopen_impediment(impediment=self.get_object(), actor=request.user, now=timezone.now())
        )
