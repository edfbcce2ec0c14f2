"""Splitting and keeping in the API, as actions of a story."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from stories.knowledge.queries import areas_of
from stories.serializers import StorySerializer
from stories.splitting.rules import FEWEST_PARTS, MOST_PARTS, Part
from stories.splitting.services import join_again, split_story
from stories.stale.rules import LONGEST_REASON
from stories.stale.services import ask_again, keep_story
from teams.rules import Verb


class PartSerializer(serializers.Serializer):
    """A new story: what is wanted, and the ids of the criteria that it takes over."""

    words = serializers.CharField(max_length=2000)
    criteria = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=50
    )


class SplitSerializer(serializers.Serializer):
    parts = PartSerializer(many=True, min_length=FEWEST_PARTS, max_length=MOST_PARTS)


class KeepSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class KeptSerializer(serializers.Serializer):
    until = serializers.DateField()
    reason = serializers.CharField()


class KnowerSerializer(serializers.Serializer):
    user = serializers.IntegerField(source="user.pk")
    name = serializers.CharField(source="user.name")
    stories = serializers.IntegerField()


class AreaSerializer(serializers.Serializer):
    """An epic or label of the story, and who worked on it in the last six months."""

    area = serializers.CharField(source="kind")
    name = serializers.CharField()
    people = KnowerSerializer(many=True)
    advice = serializers.CharField()


class RefiningActions:
    """What a view set of stories can do besides; it brings `get_object`, `read` and `_fresh`."""

    refining_verbs = dict.fromkeys(("split", "join", "keep", "release"), Verb.WRITE_STORIES) | {"knowledge": Verb.SEE}

    def _by(self) -> dict:
        return {"actor": self.request.user, "now": timezone.now()}

    @extend_schema(request=SplitSerializer, responses={201: StorySerializer(many=True)})
    @action(detail=True, methods=["post"])
    def split(self, request, pk=None):
        """Writes a story per part in this one's place and archives it; every criterion goes to one part at least."""
        story = self.get_object()
        sent = self.read(SplitSerializer)["parts"]
        parts = [Part(part["words"], tuple(part["criteria"])) for part in sent]
        children = split_story(story=story, parts=parts, **self._by())
        found = self.queryset.filter(pk__in=[child.pk for child in children])
        return Response(self.get_serializer(found.order_by("rank", "pk"), many=True).data, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def join(self, request, pk=None):
        """Takes a split back: the story returns to its place, its parts are archived."""
        return self._fresh(join_again(story=self.get_object(), **self._by()))

    @extend_schema(request=KeepSerializer, responses=KeptSerializer)
    @action(detail=True, methods=["post"])
    def keep(self, request, pk=None):
        """Keeps an old story for one quarter; refinement does not ask about it until then."""
        story = self.get_object()
        return Response(KeptSerializer(keep_story(story=story, **self.read(KeepSerializer), **self._by())).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        """Takes a decision to keep back."""
        story = self.get_object()
        ask_again(story=story, **self._by())
        return self._fresh(story)

    @extend_schema(responses=AreaSerializer(many=True))
    @action(detail=True, filterset_class=None, pagination_class=None)
    def knowledge(self, request, pk=None):
        """Who knows what this story belongs to, and where pairing would spread it."""
        return Response(AreaSerializer(areas_of(self.get_object(), timezone.now()), many=True).data)
