"""Every room that goes through phases, in the API: it is begun, walked through, timed and closed here."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from ceremonies.meeting import serializers, services, walking
from ceremonies.meeting.rest import RoomViewSet
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from teams.rules import Verb
from teams.tokens.rules import Scope

HOSTING = ("begin", "next", "back", "timer", "close", "reopen")


class MeetingViewSet(RoomViewSet):
    """Rooms of your teams, newest first; those of planning poker are `poker-rooms`."""

    queryset = (
        Meeting.objects.exclude(kind=Kind.POKER)
        .select_related("team__organisation", "sprint")
        .order_by("-created_at", "-pk")
    )
    serializer_class = serializers.MeetingSerializer
    filterset_fields = {"team": ["exact"], "kind": ["exact"], "state": ["exact"], "sprint": ["exact"]}
    verbs = dict.fromkeys(("list", "retrieve", *HOSTING), Verb.SEE)
    scopes = dict.fromkeys(HOSTING, Scope.CEREMONIES)

    def _who(self) -> dict:
        return {"actor": self.request.user, "now": timezone.now()}

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def begin(self, request, pk=None):
        """From the lobby into the first phase."""
        return self.fresh(walking.begin(meeting=self.hosted(), **self._who()))

    @extend_schema(request=serializers.SeenSerializer)
    @action(detail=True, methods=["post"])
    def next(self, request, pk=None):
        """One phase further than the one that you have seen; after the last one the room closes."""
        meeting, seen = self.hosted(), self.read(serializers.SeenSerializer)["seen"]
        return self.fresh(walking.go_on(meeting=meeting, seen=seen, **self._who()))

    @extend_schema(request=serializers.SeenSerializer)
    @action(detail=True, methods=["post"])
    def back(self, request, pk=None):
        """One phase back."""
        meeting, seen = self.hosted(), self.read(serializers.SeenSerializer)["seen"]
        return self.fresh(walking.go_back(meeting=meeting, seen=seen, **self._who()))

    @extend_schema(request=serializers.TimerSerializer)
    @action(detail=True, methods=["post"])
    def timer(self, request, pk=None):
        """Sets the room's clock, or stops it. A clock that runs out moves nobody."""
        meeting, seconds = self.hosted(), self.read(serializers.TimerSerializer)["seconds"]
        return self.fresh(services.set_timer(meeting=meeting, seconds=seconds, now=timezone.now()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Ends it in whatever phase it is."""
        return self.fresh(services.close_meeting(meeting=self.hosted(), **self._who()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Goes on in the phase in which it was closed."""
        return self.fresh(services.reopen_meeting(meeting=self.hosted(), **self._who()))
