"""Refinements in the API. They are begun, walked through and closed as `meetings`; stories are split as `stories`."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from ceremonies.meeting.rest import RoomViewSet
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from ceremonies.refinement import serializers, services
from teams.rest import pick
from teams.rules import Verb
from teams.tokens.rules import Scope


class RefinementViewSet(RoomViewSet):
    """Refinements of your teams, newest first."""

    queryset = (
        Meeting.objects.of_kind(Kind.REFINEMENT)
        .select_related("team__organisation", "sprint", "refinement")
        .prefetch_related("refinement__looks")
        .newest_first()
    )
    serializer_class = serializers.RefinementSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"], "sprint": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", "look", "next_story", "start_poker"), Verb.SEE),
        "create": Verb.RUN_CEREMONIES,
    }
    scopes = dict.fromkeys(("look", "next_story", "start_poker"), Scope.CEREMONIES)

    def _who(self) -> dict:
        return {"actor": self.request.user, "now": timezone.now()}

    @extend_schema(request=serializers.NewRefinementSerializer, responses={201: serializers.RefinementSerializer})
    def create(self, request):
        """Opens a refinement in its lobby, for the next planned sprint if there is one."""
        body = self.read(serializers.NewRefinementSerializer)
        team = self.enter_team(body["team"]).team
        return self.fresh(services.open_refinement(team=team, title=body["title"], **self._who()), status=201)

    @extend_schema(request=serializers.LookSerializer)
    @action(detail=True, methods=["post"])
    def look(self, request, pk=None):
        """Lays a story of the backlog before everybody."""
        meeting = self.hosted()
        story = pick(meeting.team.stories.all(), self.read(serializers.LookSerializer)["story"], "story")
        services.look_at(meeting=meeting, story=story, **self._who())
        return self.fresh(meeting)

    @extend_schema(request=serializers.SeenStorySerializer)
    @action(detail=True, methods=["post"], url_path="next-story")
    def next_story(self, request, pk=None):
        """One story further down the backlog than the one that you have seen."""
        meeting, seen = self.hosted(), self.read(serializers.SeenStorySerializer)["seen"]
        services.next_story(meeting=meeting, seen=seen, **self._who())
        return self.fresh(meeting)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="start-poker")
    def start_poker(self, request, pk=None):
        """Opens a poker room about what was looked at and has no size; again, it adds what is new."""
        meeting = self.hosted()
        if not self.access.may(Verb.WRITE_STORIES):
            raise PermissionDenied("Stories are changed by the team.")
        services.start_poker(meeting=meeting, is_voter=self.access.may(Verb.ESTIMATE), **self._who())
        return self.fresh(meeting)
