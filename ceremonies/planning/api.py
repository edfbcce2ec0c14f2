"""Sprint planning in the API: its meeting, the commitment check, and challenges of a plan.

The plan itself (stories, capacity, goal, commitment) is the sprint's.
"""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ceremonies.meeting.rest import RoomViewSet
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting, PlanChallenge
from ceremonies.planning import serializers, services
from core.errors import Conflict
from forecasting.plan.check import check_of
from teams.rest import ReadViewSet, pick
from teams.rules import Verb
from teams.tokens.rules import Scope


class PlanningViewSet(RoomViewSet):
    """Planning meetings of your teams, newest first. They are walked through and closed as `meetings`."""

    queryset = (
        Meeting.objects.of_kind(Kind.PLANNING).select_related("team__organisation", "sprint__team").newest_first()
    )
    serializer_class = serializers.PlanningSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"], "sprint": ["exact"]}
    verbs = {**dict.fromkeys(("list", "retrieve", "check"), Verb.SEE), "create": Verb.RUN_CEREMONIES}

    @extend_schema(request=serializers.NewPlanningSerializer, responses={201: serializers.PlanningSerializer})
    def create(self, request):
        """Opens the meeting round a planned sprint; the one that is open, where there is one."""
        body = self.read(serializers.NewPlanningSerializer)
        team = self.enter_team(body["team"]).team
        sprint = pick(team.sprints.all(), body["sprint"], "sprint")
        return self.fresh(services.open_planning(sprint=sprint, actor=request.user, now=timezone.now()), status=201)

    @extend_schema(responses=serializers.CheckSerializer)
    @action(detail=True)
    def check(self, request, pk=None):
        """How likely the plan is, and why. 409 once its sprint is gone."""
        sprint = self.get_object().sprint
        if sprint is None:
            raise Conflict("The sprint of this planning is gone.", fix="Plan the next one.")
        return Response(serializers.CheckSerializer(check_of(sprint)).data)


class PlanChallengeViewSet(ReadViewSet):
    """What was doubted about your teams' plans, latest first."""

    queryset = PlanChallenge.objects.select_related("sprint__team__organisation").order_by("-raised_at", "-pk")
    serializer_class = serializers.ChallengeSerializer
    team_path = "sprint__team"
    filterset_fields = {"sprint": ["exact"], "sprint__team": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve"), Verb.SEE),
        "create": Verb.RUN_CEREMONIES,
        "decide": Verb.VOTE,
    }
    scopes = {"decide": Scope.CEREMONIES}

    @extend_schema(request=serializers.NewChallengeSerializer, responses={201: serializers.ChallengeSerializer})
    def create(self, request):
        """Doubts a plan before it is committed."""
        body = self.read(serializers.NewChallengeSerializer)
        sprint = pick(self.enter_team(body["team"]).team.sprints.all(), body["sprint"], "sprint")
        made = services.challenge_plan(sprint=sprint, text=body["text"], actor=request.user, now=timezone.now())
        return self.show(made, status=201)

    @extend_schema(request=serializers.DecisionSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """What the team decided, in its words."""
        found, body = self.get_object(), self.read(serializers.DecisionSerializer)
        decided = services.decide_challenge(
            sprint=found.sprint, challenge_id=found.pk, actor=request.user, now=timezone.now(), **body
        )
        return self.show(decided)
