"""Links between stories in the API."""

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from stories import serializers
from stories.links import services
from stories.links.queries import seen_teams
from stories.models import Story, StoryLink
from stories.story.api import StoryPartViewSet
from teams.rest import pick
from teams.rules import Verb


class StoryLinkViewSet(StoryPartViewSet):
    """How stories belong together: “source *kind* target”. Listed where one may see both sides."""

    queryset = StoryLink.objects.select_related("source__team", "target__team").order_by("pk")
    serializer_class = serializers.StoryLinkSerializer
    filterset_fields = ["source", "target", "kind"]
    team_path = "source__team"
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "destroy": Verb.WRITE_STORIES,
    }

    def get_queryset(self):
        found = super().get_queryset()
        is_schema = getattr(self, "swagger_fake_view", False)
        return found if is_schema else found.filter(Q(target__team__in=seen_teams(self.request.user)))

    @extend_schema(request=serializers.NewStoryLinkSerializer, responses={201: serializers.StoryLinkSerializer})
    def create(self, request):
        """Links `story` to `other`; `way` is how it reads on `story`."""
        body = self.read(serializers.NewStoryLinkSerializer)
        story = self.enter_story(body["story"])
        other = pick(Story.objects.filter(team__in=seen_teams(request.user)), body["other"], "other")
        made = services.link_stories(story=story, way=body["way"], other=other, actor=request.user, now=timezone.now())
        return self.show(made, status=201)

    def destroy(self, request, pk=None):
        """Takes the link out, on both sides."""
        services.unlink_stories(link=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)
