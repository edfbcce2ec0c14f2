"""Polls in the API. Who answered what in an anonymous one is in no answer, and in no kept answer either."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ceremonies.models import Poll
from ceremonies.polls import rules, serializers, services
from ceremonies.polls.queries import own_choice
from ceremonies.polls.rules import Draft, Option
from ceremonies.polls.services import Manner
from ceremonies.polls.views.team import may_answer
from teams.rest import ReadViewSet
from teams.rules import Verb


class PollViewSet(ReadViewSet):
    """Polls of your teams outside of rooms and in them, newest first. Votes are there once they may be seen."""

    queryset = (
        Poll.objects.select_related("team__organisation", "meeting")
        .prefetch_related("options")
        .order_by("-asked_at", "-pk")
    )
    serializer_class = serializers.PollSerializer
    filterset_fields = {"team": ["exact"], "meeting": ["exact"], "series": ["exact"], "closed_at": ["isnull"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", "mine", "answer"), Verb.SEE),
        **dict.fromkeys(("create", "close"), Verb.VOTE),
    }
    unkept = frozenset({"answer"})

    @extend_schema(request=serializers.NewPollSerializer, responses={201: serializers.PollSerializer})
    def create(self, request):
        """Asks the team: a question with its options, or a `/poll` line."""
        body = self.read(serializers.NewPollSerializer)
        team = self.enter_team(body.pop("team")).team
        line, question, options = body.pop("line", ""), body.pop("question", ""), body.pop("options", [])
        drafted = Draft(question, tuple(Option(one.get("emoji", ""), one["text"]) for one in options))
        draft = rules.parse_line(line, "line") if line else rules.clean_draft(drafted)
        asked = services.ask_poll(
            team=team, draft=draft, actor=request.user, now=timezone.now(), manner=Manner(**body)
        )  # fmt: skip
        return self.show(asked, status=201)

    @extend_schema(responses=serializers.ChoiceSerializer)
    @action(detail=True, methods=["get"])
    def mine(self, request, pk=None):
        """What you have chosen, as long as it is known: never after an anonymous poll is closed."""
        return Response({"options": own_choice(self.get_object(), request.user)})

    @extend_schema(request=serializers.ChoiceSerializer, responses={204: None})
    @sensitive_variables()
    @action(detail=True, methods=["post"])
    def answer(self, request, pk=None):
        """Sets what you choose, in place of before; an empty list takes it back. Safe to repeat."""
        poll = self.get_object()
        if not may_answer(self.access, poll):
            raise PermissionDenied("This poll asks the team.")
        request._request.is_anonymous_act = poll.is_anonymous
        chosen = self.read(serializers.ChoiceSerializer)["options"]
        services.answer_poll(poll=poll, person=request.user, chosen=chosen, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Counts and shows it: for whoever asked, and for who runs ceremonies."""
        poll = self.get_object()
        if poll.asked_by_id != request.user.pk and not self.access.may(Verb.RUN_CEREMONIES):
            raise PermissionDenied("You may not close this poll.")
        return self.show(services.close_poll(poll=poll, actor=request.user, now=timezone.now()))
