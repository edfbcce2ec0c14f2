"""Standups in the API, met or written. Whose answer it is, is whose token it is."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from ceremonies.meeting.rest import RoomViewSet
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting, StandupAnswer
from ceremonies.standup import serializers
from ceremonies.standup.rules import Words
from ceremonies.standup.services import parking, turns
from ceremonies.standup.services.answers import log_impediment_of, write_answer
from teams.rest import ReadViewSet
from teams.rules import Verb
from teams.tokens.rules import Scope


class StandupAnswerViewSet(ReadViewSet):
    """What your teams wrote for their standups, newest day first."""

    queryset = StandupAnswer.objects.select_related("team__organisation").order_by("-day", "written_at", "pk")
    serializer_class = serializers.StandupAnswerSerializer
    filterset_fields = {"team": ["exact"], "user": ["exact"], "day": ["exact", "gte", "lte"]}
    verbs = {"list": Verb.SEE, "retrieve": Verb.SEE, "create": Verb.VOTE, "impediment": Verb.WRITE_STORIES}
    scopes = {"create": Scope.CEREMONIES, "impediment": Scope.STORIES}

    @extend_schema(
        request=serializers.NewStandupAnswerSerializer, responses={201: serializers.StandupAnswerSerializer}
    )  # fmt: skip
    def create(self, request):
        """Writes your answers for a day, or changes them."""
        body = self.read(serializers.NewStandupAnswerSerializer)
        team = self.enter_team(body["team"]).team
        words = Words(body["yesterday"], body["today"], body["in_the_way"])
        answer = write_answer(team=team, user=request.user, day=body["day"], words=words, now=timezone.now())
        return self.show(answer, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def impediment(self, request, pk=None):
        """Makes an impediment of what is in the way; again, it stays one."""
        answer = self.get_object()
        log_impediment_of(answer=answer, actor=request.user, now=timezone.now())
        answer.refresh_from_db()
        return self.show(answer)


class StandupViewSet(RoomViewSet):
    """Standups of your teams, newest first. They are begun, walked through and closed as `meetings`."""

    queryset = (
        Meeting.objects.of_kind(Kind.STANDUP)
        .select_related("team__organisation")
        .prefetch_related("turns__participant__user", "parked__needed")
        .newest_first()
    )
    serializer_class = serializers.StandupSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", "shuffle"), Verb.SEE),
        **dict.fromkeys(("hand_over", "park", "settle"), Verb.VOTE),
        "create": Verb.RUN_CEREMONIES,
    }
    scopes = {"shuffle": Scope.CEREMONIES}

    @extend_schema(request=serializers.NewStandupSerializer, responses={201: serializers.StandupSerializer})
    def create(self, request):
        """Opens today's standup in its lobby; the one that is open, where there is one."""
        team = self.enter_team(self.read(serializers.NewStandupSerializer)["team"]).team
        return self.fresh(turns.open_standup(team=team, actor=request.user, now=timezone.now()), status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def shuffle(self, request, pk=None):
        """Draws the order again for those who still wait."""
        return self.fresh(turns.draw_order(meeting=self.hosted(), now=timezone.now()))

    @extend_schema(request=serializers.HandOverSerializer)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request, pk=None):
        """The word goes on; when another turn than the one that you have seen runs, nothing changes."""
        meeting, body, now = self.get_object(), self.read(serializers.HandOverSerializer), timezone.now()
        seat = self.seat(meeting, now)
        turns.hand_over_turn(meeting=meeting, seen=body["seen"], seat=seat, chosen=body["seat"], now=now)
        return self.fresh(meeting)

    @extend_schema(request=serializers.ParkSerializer)
    @action(detail=True, methods=["post"])
    def park(self, request, pk=None):
        """Keeps a topic for after the standup."""
        meeting, body = self.get_object(), self.read(serializers.ParkSerializer)
        parking.park_topic(meeting=meeting, text=body["text"], needed=body["needed"], now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=serializers.SettleSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        """Ticks a parked topic off, or brings it back."""
        meeting, body = self.get_object(), self.read(serializers.SettleSerializer)
        parking.settle_topic(
            meeting=meeting, topic_id=body["topic"], is_settled=body["settled"], now=timezone.now()
        )  # fmt: skip
        return self.fresh(meeting)
