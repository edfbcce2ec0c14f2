"""Poker rooms and their rounds in the API. A vote takes the one path that pages take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import django_filters
from django.db.models import Prefetch
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ceremonies.meeting import services as meetings
from ceremonies.meeting.access import Room
from ceremonies.meeting.rules import Kind, Right
from ceremonies.models import Meeting, Participant, QueuedStory, Round
from ceremonies.poker import rules, serializers
from ceremonies.poker.queries import own_vote, voices_by_round, voters_by_round
from ceremonies.poker.reality import session_of
from ceremonies.poker.services import hosting, queueing
from ceremonies.poker.services.voting import cast_vote, reveal_round
from core.errors import Invalid
from stories.models import Story
from teams.models import Team
from teams.rest import ReadViewSet
from teams.rules import Verb
from teams.tokens.rules import Scope

# Whoever was handed the room runs it, whatever their role: the seat is asked, see `Room.is_host`.
HOSTING = (
    "partial_update", "add", "start", "open_until", "again", "agree", "take_back", "skip", "bring_back", "next",
    "close", "reopen", "reveal",
)  # fmt: skip


class InRooms(ReadViewSet):
    """What the two endpoints of poker share: who somebody is in a room."""

    scopes = dict.fromkeys((*HOSTING, "join", "leave"), Scope.CEREMONIES)

    def standing(self, meeting: Meeting) -> Room:
        """The asking person's place in a room that they may see."""
        seat = meeting.participants.present().select_related("user").filter(user=self.request.user).first()
        return Room(meeting, self.access, seat)


class PokerRoomViewSet(InRooms):
    """Planning poker rooms of your teams, newest first."""

    queryset = (
        Meeting.objects.of_kind(Kind.POKER)
        .select_related("team__organisation", "poker")
        .prefetch_related(
            Prefetch("participants", Participant.objects.select_related("user")),
            Prefetch("poker__queue", QueuedStory.objects.order_by("position", "pk")),
        )
        .newest_first()
    )
    serializer_class = serializers.PokerRoomSerializer
    filterset_fields = {"team": ["exact"], "state": ["exact"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", "results", "join", "leave", *HOSTING), Verb.SEE),
        "create": Verb.RUN_CEREMONIES,
    }

    def hosted(self) -> Meeting:
        """The room, of somebody who runs it; 403 for everybody else in the team."""
        meeting = self.get_object()
        self.standing(meeting).require(Right.HOST)
        return meeting

    def fresh(self, meeting: Meeting, status: int = 200) -> Response:
        """The room as it is now."""
        return self.show(self.queryset.get(pk=meeting.pk), status=status)

    @extend_schema(request=serializers.NewPokerRoomSerializer, responses={201: serializers.PokerRoomSerializer})
    def create(self, request):
        """Opens a room with a queue of stories."""
        body = self.read(serializers.NewPokerRoomSerializer)
        team, now = self.enter_team(body["team"]).team, timezone.now()
        meeting = queueing.open_room_about(
            team=team, stories=_stories(team, body.get("stories", [])), actor=request.user, now=now,
            title=body["title"], is_voter=self.access.may(Verb.ESTIMATE),
        )  # fmt: skip
        return self.fresh(meeting, status=201)

    @extend_schema(request=serializers.HouseRulesSerializer)
    def partial_update(self, request, pk=None):
        """Changes whether the room reveals by itself when all have voted, and whether it asks for reasons."""
        meeting = self.hosted()
        now_valid = {name: getattr(meeting.poker, name) for name in ("reveals_by_itself", "asks_reasons")}
        body = now_valid | self.read(serializers.HouseRulesSerializer)
        hosting.set_house_rules(meeting=meeting, actor=request.user, now=timezone.now(), **body)
        return self.fresh(meeting)

    @extend_schema(request=serializers.StoriesSerializer)
    @action(detail=True, methods=["post"])
    def add(self, request, pk=None):
        """Puts stories at the end of the queue; those that are in it stay where they are."""
        meeting = self.hosted()
        stories = _stories(meeting.team, self.read(serializers.StoriesSerializer)["stories"])
        queueing.queue_stories(meeting=meeting, stories=stories, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=serializers.JoinSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request, pk=None):
        """Takes a seat, to vote where your role lets you and otherwise to watch; or changes between the two."""
        meeting, now = self.get_object(), timezone.now()
        room = self.standing(meeting)
        votes = self.read(serializers.JoinSerializer)["is_voter"] and room.may_vote
        if room.seat is None:
            meetings.take_seat(meeting=meeting, user=request.user, is_voter=votes, now=now)
        else:
            meetings.set_voting(participant=room.seat, is_voter=votes, now=now)
        return self.fresh(meeting)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk=None):
        """Gives your seat up; a vote that is on the table stays there."""
        meeting = self.get_object()
        if seat := self.standing(meeting).seat:
            meetings.leave_seat(participant=seat, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def start(self, request, pk=None):
        """Leaves the lobby with the first story."""
        meeting = self.hosted()
        hosting.start_room(meeting=meeting, actor=request.user, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=serializers.DeadlineSerializer)
    @action(detail=True, methods=["post"], url_path="open-until", url_name="open-until")
    def open_until(self, request, pk=None):
        """Opens all stories at once until a time, without a meeting."""
        meeting = self.hosted()
        deadline: datetime = self.read(serializers.DeadlineSerializer)["deadline"]
        hosting.open_until(meeting=meeting, deadline=deadline, actor=request.user, now=timezone.now())
        return self.fresh(meeting)

    def _of_item(self, service, serializer=serializers.ItemSerializer, **more) -> Response:
        meeting = self.hosted()
        body = self.read(serializer)
        service(meeting=meeting, item_id=body.pop("item"), now=timezone.now(), **body, **more)
        return self.fresh(meeting)

    @extend_schema(request=serializers.ItemSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request, pk=None):
        """Opens another round on a story; the rounds before are kept."""
        return self._of_item(hosting.vote_again)

    @extend_schema(request=serializers.AgreeSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request, pk=None):
        """Writes the agreed size on the story, with its history."""
        return self._of_item(hosting.agree, serializers.AgreeSerializer, actor=request.user)

    @extend_schema(request=serializers.ItemSerializer)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request, pk=None):
        """Gives a story the points from before."""
        return self._of_item(hosting.take_estimate_back, actor=request.user)

    @extend_schema(request=serializers.ItemSerializer)
    @action(detail=True, methods=["post"])
    def skip(self, request, pk=None):
        """Leaves a story for another day."""
        return self._of_item(hosting.skip_story, actor=request.user)

    @extend_schema(request=serializers.ItemSerializer)
    @action(detail=True, methods=["post"], url_path="bring-back", url_name="bring-back")
    def bring_back(self, request, pk=None):
        """Puts a skipped story into the queue again."""
        return self._of_item(hosting.bring_back)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def next(self, request, pk=None):
        """Puts the next story on the table, or closes the room after the last one."""
        meeting = self.hosted()
        hosting.go_on(meeting=meeting, actor=request.user, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Ends the room; its rounds are kept."""
        meeting = self.hosted()
        meetings.close_meeting(meeting=meeting, actor=request.user, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        """Takes a close back."""
        meeting = self.hosted()
        meetings.reopen_meeting(meeting=meeting, actor=request.user, now=timezone.now())
        return self.fresh(meeting)

    @extend_schema(responses=serializers.PokerResultSerializer)
    @action(detail=True)
    def results(self, request, pk=None):
        """What was estimated, with every round that led there."""
        return Response(serializers.PokerResultSerializer(session_of(self.get_object())).data)


def _stories(team: Team, ids: Sequence[int]) -> list[Story]:
    """The team's stories with these ids, in their order; raises Invalid for any other id."""
    found = team.stories.in_bulk(ids)
    if unknown := [key for key in ids if key not in found]:
        raise Invalid(
            f"There is no story with the id {unknown[0]}.", field="stories", fix="Use ids that the API lists."
        )
    return [found[key] for key in ids]


class RoundFilters(django_filters.FilterSet):
    """Of nothing that votes hold: a filter would answer questions about them."""

    room = django_filters.NumberFilter(field_name="item__room__meeting")
    is_open = django_filters.BooleanFilter(field_name="revealed_at", lookup_expr="isnull")

    class Meta:
        model = Round
        fields = ("room", "item", "is_open")


@dataclass(frozen=True)
class ToldRound:
    """A round as anybody in the team may know it."""

    round: Round
    room_id: int
    voted: list[str]
    outcome: rules.Outcome | None


def told(rounds: Sequence[Round]) -> list[ToldRound]:
    """Rounds with who has voted, and with what was said where that is revealed."""
    voters, voices = voters_by_round(rounds), voices_by_round(rounds)
    seats = dict(Participant.objects.filter(votes__round__in=rounds).values_list("pk", "seat"))
    return [
        ToldRound(
            round=one,
            room_id=one.item.room.meeting_id,
            voted=sorted(seats[voter] for voter in voters[one.pk]),
            outcome=None if one.is_open else rules.outcome_of(rules.Deck.load(one.item.room.deck), voices[one.pk]),
        )
        for one in rounds
    ]


class PokerRoundViewSet(InRooms):
    """Rounds of planning poker in your teams, newest first. Before its reveal a round says who has voted."""

    queryset = Round.objects.select_related("item__room__meeting__team__organisation").order_by("-pk")
    serializer_class = serializers.PokerRoundSerializer
    filterset_class = RoundFilters
    team_path = "item__room__meeting__team"
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "vote": Verb.SEE,
        "cast": Verb.ESTIMATE,
        "reveal": Verb.SEE,
    }

    def paginate_queryset(self, queryset):
        return told(super().paginate_queryset(queryset))

    def retrieve(self, request, pk=None):
        return self.fresh(self.get_object())

    def fresh(self, one: Round) -> Response:
        """The round as it is now."""
        return self.show(told([self.queryset.get(pk=one.pk)])[0])

    @extend_schema(responses=serializers.OwnVoteSerializer)
    @action(detail=True)
    def vote(self, request, pk=None):
        """Your own card, which nobody else is told before the reveal."""
        one = self.get_object()
        mine = own_vote(self.standing(one.item.room.meeting).seat, one)
        none = dict.fromkeys(("value", "reason", "cast_at"))
        return Response(serializers.OwnVoteSerializer(mine or none).data, headers={"Cache-Control": "no-store"})

    @extend_schema(request=serializers.NewVoteSerializer)
    @vote.mapping.post
    @sensitive_variables("body")
    def cast(self, request, pk=None):
        """Puts your card down, or another one in its place. The answer comes after the commit and does not repeat it.

        409 once the round is revealed.
        """
        one = self.get_object()
        meeting, now = one.item.room.meeting, timezone.now()
        body = self.read(serializers.NewVoteSerializer)
        seat = self.standing(meeting).seat
        seat = seat or meetings.take_seat(meeting=meeting, user=request.user, is_voter=True, now=now)
        cast_vote(meeting=meeting, round_id=one.pk, participant=seat, now=now, **body)
        return self.fresh(one)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reveal(self, request, pk=None):
        """Turns the cards over, for everybody at once."""
        one = self.get_object()
        room = self.standing(one.item.room.meeting)
        room.require(Right.HOST)
        reveal_round(meeting=room.meeting, round_id=one.pk, by=room.seat, now=timezone.now())
        return self.fresh(one)
