"""Retrospectives and their actions in the API. Anonymous acts answer 204, and no answer to them is kept."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ceremonies.actions import services as actions
from ceremonies.meeting import services as meetings
from ceremonies.meeting import walking
from ceremonies.meeting.rest import RoomViewSet
from ceremonies.meeting.rules import Kind
from ceremonies.meeting.serializers import SeenSerializer
from ceremonies.models import Action, Meeting
from ceremonies.retro import serializers
from ceremonies.retro.services import board
from ceremonies.retro.services.opening import open_retro
from core.errors import Invalid
from teams.rest import ReadViewSet, pick
from teams.rules import Verb
from teams.tokens.rules import Scope

HOSTING = ("begin", "next", "back", "close", "reopen")


class RetroViewSet(RoomViewSet):
    """Retrospectives of your teams, newest first."""

    queryset = (
        Meeting.objects.of_kind(Kind.RETRO)
        .select_related("team__organisation", "sprint", "retro")
        .prefetch_related("retro__cards__author__user", "retro__topics")
        .newest_first()
    )
    serializer_class = serializers.RetroSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"], "sprint": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", *HOSTING), Verb.SEE),
        **dict.fromkeys(("add_card", "give_dots"), Verb.VOTE),
        "create": Verb.RUN_CEREMONIES,
    }
    scopes = dict.fromkeys(HOSTING, Scope.CEREMONIES)
    unkept = frozenset({"add_card", "give_dots"})

    @extend_schema(request=serializers.NewRetroSerializer, responses={201: serializers.RetroSerializer})
    def create(self, request):
        """Opens a retrospective in its lobby, held as the last one was."""
        body = self.read(serializers.NewRetroSerializer)
        team = self.enter_team(body.pop("team")).team
        sprint = pick(team.sprints.all(), body.pop("sprint", None), "sprint")
        opened = open_retro(team=team, sprint=sprint, actor=request.user, now=timezone.now(), **body)
        return self.fresh(opened, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def begin(self, request, pk=None):
        """From the lobby into the check-in."""
        return self.fresh(walking.begin(meeting=self.hosted(), actor=request.user, now=timezone.now()))

    @extend_schema(request=SeenSerializer)
    @action(detail=True, methods=["post"])
    def next(self, request, pk=None):
        """One phase further than the one that you have seen; after the last one the room closes."""
        meeting, seen = self.hosted(), self.read(SeenSerializer)["seen"]
        return self.fresh(walking.go_on(meeting=meeting, seen=seen, actor=request.user, now=timezone.now()))

    @extend_schema(request=SeenSerializer)
    @action(detail=True, methods=["post"])
    def back(self, request, pk=None):
        """One phase back."""
        meeting, seen = self.hosted(), self.read(SeenSerializer)["seen"]
        return self.fresh(walking.go_back(meeting=meeting, seen=seen, actor=request.user, now=timezone.now()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Ends it in whatever phase it is."""
        return self.fresh(meetings.close_meeting(meeting=self.hosted(), actor=request.user, now=timezone.now()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Goes on in the phase in which it was closed."""
        return self.fresh(meetings.reopen_meeting(meeting=self.hosted(), actor=request.user, now=timezone.now()))

    @extend_schema(request=serializers.NewCardSerializer, responses={204: None})
    @sensitive_variables()
    @action(detail=True, methods=["post"], url_path="add-card")
    def add_card(self, request, pk=None):
        """Writes a card while the room gathers. The same `word` again writes no second one."""
        request._request.is_anonymous_act = True
        meeting, body = self.get_object(), self.read(serializers.NewCardSerializer)
        now = timezone.now()
        board.add_card(meeting=meeting, writer=self.seat(meeting, now), now=now, **body)
        return Response(status=204)

    @extend_schema(request=serializers.DotsSerializer, responses={204: None})
    @sensitive_variables()
    @action(detail=True, methods=["post"], url_path="give-dots")
    def give_dots(self, request, pk=None):
        """Gives a topic so many of your dots in all: safe to repeat. 409 beyond the budget."""
        request._request.is_anonymous_act = True
        meeting, body = self.get_object(), self.read(serializers.DotsSerializer)
        now = timezone.now()
        board.give_dots(
            meeting=meeting, topic_id=body["topic"], dots=body["dots"], person=self.seat(meeting, now), now=now
        )
        return Response(status=204)


class ActionViewSet(ReadViewSet):
    """What your teams decided to try, first due first."""

    queryset = Action.objects.select_related("team__organisation", "meeting", "owner").order_by("due_on", "pk")
    serializer_class = serializers.ActionSerializer
    filterset_fields = {"team": ["exact"], "meeting": ["exact"], "owner": ["exact"], "state": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve"), Verb.SEE),
        **dict.fromkeys(("create", "decide"), Verb.VOTE),
    }

    @extend_schema(request=serializers.NewActionSerializer, responses={201: serializers.ActionSerializer})
    def create(self, request):
        """Decides on an action in a retrospective that is open."""
        body = self.read(serializers.NewActionSerializer)
        meeting = Meeting.objects.of_kind(Kind.RETRO).filter(pk=body.pop("meeting")).first()
        if meeting is None:
            raise Invalid("There is no such retrospective.", field="meeting", fix="Name one of your team.")
        self.enter_team(meeting.team_id)
        owner = body.pop("owner")
        made = actions.make_action(meeting=meeting, owner_id=owner, actor=request.user, now=timezone.now(), **body)
        return self.show(made, status=201)

    @extend_schema(request=serializers.VerdictSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """Done, kept or dropped: by its owner, or by who runs ceremonies."""
        found = self.get_object()
        if found.owner_id != request.user.pk and not self.access.may(Verb.RUN_CEREMONIES):
            raise PermissionDenied("The owner of an action says that it is done.")
        body = self.read(serializers.VerdictSerializer)
        return self.show(actions.decide_action(action=found, actor=request.user, now=timezone.now(), **body))
