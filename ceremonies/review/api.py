"""Reviews in the API; each act calls the service that pages call."""

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ceremonies.meeting import services as meetings
from ceremonies.meeting.rules import Kind
from ceremonies.models import Demo, Feedback, Meeting
from ceremonies.review import serializers
from ceremonies.review.queries import sprint_to_show
from ceremonies.review.services import hearing, judging, recording
from ceremonies.review.services.opening import open_review
from teams.rest import ReadViewSet, pick
from teams.rules import Verb
from teams.tokens.rules import Scope

CHANGES = ("create", "accept", "give_back", "say", "make_story", "goal")


class ReviewViewSet(ReadViewSet):
    """Reviews of your teams, newest first, with what was decided, said and recorded."""

    queryset = (
        Meeting.objects.of_kind(Kind.REVIEW)
        .select_related("team__organisation", "review", "sprint")
        .prefetch_related(
            Prefetch("review__demos", Demo.objects.order_by("position", "pk")),
            Prefetch("review__feedback", Feedback.objects.select_related("author__user")),
        )
        .newest_first()
    )
    serializer_class = serializers.ReviewSerializer
    filterset_fields = {"team": ["exact"], "sprint": ["exact"], "state": ["exact"]}
    scopes = dict.fromkeys(CHANGES, Scope.CEREMONIES)
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "say": Verb.COMMENT,
        "create": Verb.RUN_CEREMONIES,
        "make_story": Verb.WRITE_STORIES,
        **dict.fromkeys(("accept", "give_back", "goal"), Verb.ACCEPT),
    }

    def fresh(self, meeting: Meeting, status: int = 200) -> Response:
        """The review as it is now."""
        return self.show(self.queryset.get(pk=meeting.pk), status=status)

    @extend_schema(request=serializers.NewReviewSerializer, responses={201: serializers.ReviewSerializer})
    def create(self, request):
        """Opens a review with the sprint's done stories in its order."""
        body = self.read(serializers.NewReviewSerializer)
        team = self.enter_team(body["team"]).team
        sprint = pick(team.sprints.all(), body["sprint"], "sprint") or sprint_to_show(team)
        meeting = open_review(team=team, sprint=sprint, actor=request.user, now=timezone.now())
        return self.fresh(meeting, status=201)

    def _judge(self, decide) -> Response:
        meeting, body = self.get_object(), self.read(serializers.JudgementSerializer)
        decide(
            meeting=meeting, demo_id=body["demo"], reason=body["reason"], actor=self.request.user, now=timezone.now()
        )
        return self.fresh(meeting)

    @extend_schema(request=serializers.JudgementSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        """Accepts a shown story; with open criteria it needs a `reason`."""
        return self._judge(judging.accept_story)

    @extend_schema(request=serializers.JudgementSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def give_back(self, request, pk=None):
        """Returns a shown story to work; needs a `reason`."""
        return self._judge(judging.return_story)

    @extend_schema(request=serializers.NewFeedbackSerializer)
    @action(detail=True, methods=["post"], url_path="feedback", url_name="feedback")
    def say(self, request, pk=None):
        """Keeps your feedback on a shown story or on the increment."""
        meeting, now, body = self.get_object(), timezone.now(), self.read(serializers.NewFeedbackSerializer)
        votes = self.access.may(Verb.VOTE)
        seat = meetings.take_seat(meeting=meeting, user=request.user, is_voter=votes, now=now)
        hearing.give_feedback(meeting=meeting, author=seat, text=body["text"], demo_id=body["demo"], now=now)
        return self.fresh(meeting)

    @extend_schema(request=serializers.FeedbackIdSerializer)
    @action(detail=True, methods=["post"], url_path="make-story", url_name="make-story")
    def make_story(self, request, pk=None):
        """Makes feedback a backlog story, linked to the story it was about. Again: the same story."""
        meeting, body = self.get_object(), self.read(serializers.FeedbackIdSerializer)
        hearing.make_it_a_story(
            meeting=meeting, feedback_id=body["feedback"], actor=request.user, now=timezone.now()
        )  # fmt: skip
        return self.fresh(meeting)

    @extend_schema(request=serializers.GoalSerializer)
    @action(detail=True, methods=["post"])
    def goal(self, request, pk=None):
        """Says whether the sprint goal was met."""
        meeting, body = self.get_object(), self.read(serializers.GoalSerializer)
        recording.say_goal_met(meeting=meeting, is_met=body["is_met"], actor=request.user, now=timezone.now())
        return self.fresh(meeting)
