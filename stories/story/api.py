"""Stories, their criteria and tasks in the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from stories import rules, serializers
from stories.backlog.services import rank_story, rank_story_at
from stories.checks import services as checks
from stories.models import Criterion, Persona, Story, Task
from stories.permissions import override_gate
from stories.splitting.api import RefiningActions
from stories.story import services
from stories.story.filters import StoryApiFilter
from stories.story.queries import facts_of, history
from teams.models import Team, User
from teams.rest import ReadViewSet, pick
from teams.rules import Verb
from teams.serializers import ActivitySerializer

STORIES = Story.objects.select_related("team", "status", "persona").prefetch_related(
    "criteria", "tasks", "labels", "assignees"
)


def _objects(team: Team, body: dict[str, Any]) -> dict[str, Any]:
    """The body with ids replaced by the team's objects; raises Invalid for any other id."""
    personas = Persona.objects.filter(organisation=team.organisation_id)
    people = User.objects.filter(organisation_memberships__organisation=team.organisation_id)
    one = {"persona": personas, "epic": team.epics.all()}
    many = {"labels": team.labels.all(), "assignees": people}
    found = {name: pick(one[name], body[name], name) for name in one if name in body}
    found |= {name: [pick(many[name], key, name) for key in body[name]] for name in many if name in body}
    return {**body, **found}


class StoryViewSet(RefiningActions, ReadViewSet):
    """Stories of your teams, in the backlog's order."""

    queryset = STORIES.order_by("team", "rank", "pk")
    serializer_class = serializers.StorySerializer
    filterset_class = StoryApiFilter
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "history": Verb.SEE,
        "readiness": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "partial_update": Verb.WRITE_STORIES,
        "estimate": Verb.WRITE_STORIES,
        "move": Verb.WRITE_STORIES,
        "tick": Verb.WRITE_STORIES,
        "archive": Verb.WRITE_STORIES,
        "restore": Verb.WRITE_STORIES,
        "rank": Verb.ORDER_BACKLOG,
        "destroy": Verb.ACCEPT,
        **RefiningActions.refining_verbs,
    }

    def _fresh(self, story: Story, status: int = 200) -> Response:
        return self.show(STORIES.get(pk=story.pk), status=status)

    @extend_schema(request=serializers.NewStorySerializer, responses={201: serializers.StorySerializer})
    def create(self, request):
        """Writes a story at the bottom (or top) of the team's backlog."""
        body = self.read(serializers.NewStorySerializer)
        team = self.enter_team(body.pop("team")).team
        fields = _objects(team, body)
        return self._fresh(
            services.create_story(team=team, actor=request.user, now=timezone.now(), **fields), status=201
        )

    @extend_schema(request=serializers.StoryChangeSerializer)
    def partial_update(self, request, pk=None):
        """Changes what is written. `seen_version` guards against overwriting somebody else's edit (409)."""
        story = self.get_object()
        fields = _objects(self.access.team, self.read(serializers.StoryChangeSerializer))
        return self._fresh(services.edit_story(story=story, actor=request.user, now=timezone.now(), **fields))

    def destroy(self, request, pk=None):
        """Deletes a story for good; closed sprints keep their numbers. Prefer `archive`."""
        services.delete_story(story=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=serializers.EstimateSerializer)
    @action(detail=True, methods=["post"])
    def estimate(self, request, pk=None):
        """Sets the points; in a running sprint this is a re-estimate in its ledger."""
        story = self.get_object()
        body = self.read(serializers.EstimateSerializer)
        return self._fresh(services.estimate_story(story=story, actor=request.user, now=timezone.now(), **body))

    @extend_schema(request=serializers.MoveSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, pk=None):
        """Moves the story to a status. Done asks the Definition of Done (409 with `open_items`)."""
        story = self.get_object()
        body = self.read(serializers.MoveSerializer)
        override = override_gate(self.access, body.get("override_reason"))
        status = pick(self.access.team.statuses.all(), body["status"], "status")
        moved = services.change_status(
            story=story, status=status, actor=request.user, now=timezone.now(), override=override
        )
        return self._fresh(moved)

    @extend_schema(request=serializers.TickSerializer, responses=serializers.ReadinessSerializer)
    @action(detail=True, methods=["post"])
    def tick(self, request, pk=None):
        """Ticks a line of the team's Definition of Ready or Done on this story."""
        story = self.get_object()
        body = self.read(serializers.TickSerializer)
        item = pick(self.access.team.checklist_items.all(), body["item"], "item")
        checks.tick_item(story=story, item=item, ticked=body["ticked"], actor=request.user, now=timezone.now())
        return self._readiness(story)

    @extend_schema(responses=serializers.ReadinessSerializer)
    @action(detail=True)
    def readiness(self, request, pk=None):
        """What is missing until Ready and until Done."""
        return self._readiness(self.get_object())

    def _readiness(self, story: Story) -> Response:
        facts = facts_of(Story.objects.get(pk=story.pk))
        ready, done = rules.ready_gaps(facts), rules.done_gaps(facts)
        return Response({"ready": not ready, "done": not done, "ready_gaps": ready, "done_gaps": done})

    @extend_schema(request=serializers.RankSerializer)
    @action(detail=True, methods=["post"])
    def rank(self, request, pk=None):
        """Moves the story in the backlog's order; without a place it goes to the top."""
        story = self.get_object()
        body = self.read(serializers.RankSerializer)
        who = {"actor": request.user, "now": timezone.now()}
        if "position" in body:
            return self._fresh(rank_story_at(story=story, position=body["position"], **who))
        stories = self.access.team.stories.all()
        places = {name: pick(stories, body.get(name), name) for name in ("before", "after")}
        return self._fresh(rank_story(story=story, **places, **who))

    @extend_schema(request=serializers.ReasonSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request, pk=None):
        """Takes the story out of backlog and sprint; `restore` brings it back."""
        story = self.get_object()
        body = self.read(serializers.ReasonSerializer)
        return self._fresh(services.archive_story(story=story, actor=request.user, now=timezone.now(), **body))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Brings an archived story back to its place in the backlog."""
        return self._fresh(services.restore_story(story=self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(responses=ActivitySerializer(many=True))
    @action(detail=True, filterset_class=None)
    def history(self, request, pk=None):
        """Every change: who, when, from, to. Newest first."""
        page = self.paginate_queryset(history(self.get_object()))
        return self.get_paginated_response(ActivitySerializer(page, many=True).data)


class StoryPartViewSet(ReadViewSet):
    """What belongs to a story."""

    team_path = "story__team"
    filterset_fields = ["story"]
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "partial_update": Verb.WRITE_STORIES,
        "destroy": Verb.WRITE_STORIES,
    }

    def enter_story(self, key: int) -> Story:
        """The story a new part is for, with the right to write checked; 404 for a foreign or missing id."""
        story = Story.objects.filter(pk=key).first()
        self.enter_team(story.team_id if story else 0)
        return story


class CriterionViewSet(StoryPartViewSet):
    """Acceptance criteria."""

    queryset = Criterion.objects.select_related("story__team").order_by("story", "position", "pk")
    serializer_class = serializers.CriterionSerializer

    @extend_schema(request=serializers.NewCriterionSerializer, responses={201: serializers.CriterionSerializer})
    def create(self, request):
        """Adds a criterion, plain text or given/when/then."""
        body = self.read(serializers.NewCriterionSerializer)
        story = self.enter_story(body.pop("story"))
        added = checks.add_criterion(story=story, criterion=body, actor=request.user, now=timezone.now())
        return self.show(added, status=201)

    @extend_schema(request=serializers.CriterionChangeSerializer)
    def partial_update(self, request, pk=None):
        """Rewrites the criterion, or says with `met` whether it was shown to work."""
        criterion = self.get_object()
        body = self.read(serializers.CriterionChangeSerializer)
        met, now = body.pop("met", None), timezone.now()
        if body:
            new = {name: body.get(name, getattr(criterion, name)) for name in ("text", "given", "when", "then")}
            criterion = checks.edit_criterion(criterion=criterion, new=new, actor=request.user, now=now)
        if met is not None:
            criterion = checks.tick_criterion(criterion=criterion, met=met, actor=request.user, now=now)
        return self.show(criterion)

    def destroy(self, request, pk=None):
        """Deletes the criterion."""
        checks.remove_criterion(criterion=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)


class TaskViewSet(StoryPartViewSet):
    """Tasks of stories."""

    queryset = Task.objects.select_related("story__team").order_by("story", "position", "pk")
    serializer_class = serializers.TaskSerializer

    @extend_schema(request=serializers.NewTaskSerializer, responses={201: serializers.TaskSerializer})
    def create(self, request):
        """Adds a task."""
        body = self.read(serializers.NewTaskSerializer)
        story = self.enter_story(body["story"])
        task = checks.add_task(story=story, text=body["text"], actor=request.user, now=timezone.now())
        return self.show(task, status=201)

    @extend_schema(request=serializers.TaskChangeSerializer)
    def partial_update(self, request, pk=None):
        """Ticks the task or opens it again."""
        task = self.get_object()
        body = self.read(serializers.TaskChangeSerializer)
        return self.show(checks.tick_task(task=task, actor=request.user, now=timezone.now(), **body))

    def destroy(self, request, pk=None):
        """Deletes the task."""
        checks.remove_task(task=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)
