"""Written standups in the API. Whose answer it is, is whose token it is."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from ceremonies.models import StandupAnswer
from ceremonies.standup import serializers
from ceremonies.standup.rules import Words
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
