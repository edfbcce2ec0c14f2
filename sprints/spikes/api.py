"""Spikes in the API: what they ask, and how they end."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from sprints.spikes.services import close_spike
from stories.models import Story
from stories.permissions import override_gate
from stories.rules import Kind
from stories.spikes.services import LONGEST
from teams.rest import ReadViewSet
from teams.rules import Verb


class SpikeSerializer(serializers.ModelSerializer):
    """A spike; `learning` is null until it was written down."""

    learning = serializers.SerializerMethodField()

    class Meta:
        model = Story
        fields = ["id", "team", "key", "title", "question", "timebox_days", "learning"]

    def get_learning(self, story: Story) -> str | None:
        found = getattr(story, "learning", None)
        return found and found.text


class CloseSpikeSerializer(serializers.Serializer):
    learning = serializers.CharField(max_length=LONGEST)
    follow_up = serializers.CharField(max_length=200, required=False, allow_blank=True)
    override_reason = serializers.CharField(max_length=500, required=False)


class SpikeViewSet(ReadViewSet):
    """Spikes of your teams; they are written and edited as stories."""

    queryset = Story.objects.filter(kind=Kind.SPIKE).select_related("team", "status", "learning").order_by("team", "pk")
    serializer_class = SpikeSerializer
    filterset_fields = ["team"]
    verbs = {"list": Verb.SEE, "retrieve": Verb.SEE, "close": Verb.WRITE_STORIES}

    @extend_schema(request=CloseSpikeSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Writes what was learned, moves the spike to Done and, with a title in `follow_up`, writes the next story."""
        spike = self.get_object()
        body = self.read(CloseSpikeSerializer)
        override = override_gate(self.access, body.pop("override_reason", None))
        close_spike(spike=spike, actor=request.user, now=timezone.now(), override=override, **body)
        return self.show(self.queryset.get(pk=spike.pk))
