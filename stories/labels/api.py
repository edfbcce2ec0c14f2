"""Epics and labels in the API."""

from collections.abc import Callable

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from stories import serializers
from stories.labels import merging, services
from stories.models import Epic, Label, LabelMerge
from teams.models import User
from teams.rest import ReadViewSet, pick
from teams.rules import Verb

VERBS = {"list": Verb.SEE, "retrieve": Verb.SEE} | dict.fromkeys(
    ("create", "partial_update", "destroy", "restore", "merge", "mentors"), Verb.WRITE_STORIES
)


class _NamedViewSet(ReadViewSet):
    filterset_fields = ["team", "name"]
    verbs = VERBS

    def add(self, request, service: Callable) -> Response:
        body = self.read(serializers.NewNameSerializer)
        team = self.enter_team(body["team"]).team
        return self.show(service(team=team, name=body["name"], **self.who()), status=201)

    def who(self) -> dict:
        return {"actor": self.request.user, "now": timezone.now()}


class EpicViewSet(_NamedViewSet):
    """Epics group stories that serve one larger aim."""

    queryset = Epic.objects.select_related("team").order_by("name", "pk")
    serializer_class = serializers.EpicSerializer
    filterset_fields = {"team": ["exact"], "name": ["exact"], "retired_at": ["isnull"]}

    @extend_schema(request=serializers.NewNameSerializer, responses={201: serializers.EpicSerializer})
    def create(self, request):
        """Adds an epic; one of the same name is answered instead of a second."""
        return self.add(request, services.create_epic)

    @extend_schema(request=serializers.EpicChangeSerializer)
    def partial_update(self, request, pk=None):
        """Another name or description; all its stories tell the new name."""
        epic = self.get_object()
        return self.show(services.edit_epic(epic=epic, **self.read(serializers.EpicChangeSerializer), **self.who()))

    def destroy(self, request, pk=None):
        """Retires the epic: its stories keep it, new ones cannot pick it. `restore` brings it back."""
        services.retire_epic(epic=self.get_object(), **self.who())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Stories can pick the epic again."""
        return self.show(services.restore_epic(epic=self.get_object(), **self.who()))


class LabelViewSet(_NamedViewSet):
    """Labels mark stories across epics."""

    queryset = Label.objects.select_related("team").prefetch_related("mentors").order_by("name", "pk")
    serializer_class = serializers.LabelSerializer

    @extend_schema(request=serializers.NewNameSerializer, responses={201: serializers.LabelSerializer})
    def create(self, request):
        """Adds a label; one of the same name is answered instead of a second."""
        return self.add(request, services.create_label)

    @extend_schema(request=serializers.NameSerializer)
    def partial_update(self, request, pk=None):
        """Another name, on all its stories at once."""
        label = self.get_object()
        return self.show(services.rename_label(label=label, **self.read(serializers.NameSerializer), **self.who()))

    def destroy(self, request, pk=None):
        """Takes away a label that no story has; one in use is a conflict."""
        services.remove_label(label=self.get_object(), **self.who())
        return Response(status=204)

    @extend_schema(request=serializers.MergeSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk=None):
        """All stories with this label have the label `into` instead, which is answered; this one is gone."""
        label = self.get_object()
        into = pick(self.access.team.labels.all(), self.read(serializers.MergeSerializer)["into"], "into")
        return self.show(merging.merge_labels(label=label, into=into, **self.who()).into)

    @extend_schema(request=serializers.MentorsSerializer)
    @action(detail=True, methods=["post"])
    def mentors(self, request, pk=None):
        """Exactly these people are willing to teach what the label is about; its stories offer them as a pair."""
        label = self.get_object()
        people = User.objects.filter(organisation_memberships__organisation=self.access.team.organisation_id)
        chosen = [pick(people, key, "mentors") for key in self.read(serializers.MentorsSerializer)["mentors"]]
        services.set_mentors(label=label, mentors=chosen, **self.who())
        return self.show(self.queryset.get(pk=label.pk))


class LabelMergeViewSet(ReadViewSet):
    """Labels that went into others, latest first."""

    queryset = LabelMerge.objects.select_related("team", "into").order_by("-at", "-pk")
    serializer_class = serializers.LabelMergeSerializer
    filterset_fields = ["team", "into"]
    verbs = {"list": Verb.SEE, "retrieve": Verb.SEE, "undo": Verb.WRITE_STORIES}

    @extend_schema(request=None, responses=serializers.LabelSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None):
        """The label is there again, on every story that had it and was not sorted anew since. Answers the label."""
        label = merging.split_labels(merge=self.get_object(), actor=request.user, now=timezone.now())
        return Response(serializers.LabelSerializer(label).data)
