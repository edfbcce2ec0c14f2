"""Comments in the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from stories import serializers
from stories.comments import services
from stories.comments.queries import with_people
from stories.models import Comment
from stories.permissions import require_author, require_take_back
from stories.story.api import StoryPartViewSet
from teams.rules import Verb


class CommentViewSet(StoryPartViewSet):
    """What people say about stories, in Markdown. `@Name` brings in somebody who sees the team."""

    queryset = with_people(Comment.objects.all()).select_related("story__team").order_by("story", "written_at", "pk")
    serializer_class = serializers.CommentSerializer
    filterset_fields = ["story", "author", "mentions__person"]
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.COMMENT,
        "partial_update": Verb.COMMENT,
        "destroy": Verb.COMMENT,
        "restore": Verb.COMMENT,
    }

    def get_queryset(self):
        """Without what was taken back, which only `restore` still finds."""
        found = super().get_queryset()
        return found if self.action == "restore" else found.shown()

    @extend_schema(request=serializers.NewCommentSerializer, responses={201: serializers.CommentSerializer})
    def create(self, request):
        """Writes a comment."""
        body = self.read(serializers.NewCommentSerializer)
        story = self.enter_story(body.pop("story"))
        written = services.write_comment(story=story, author=request.user, now=timezone.now(), **body)
        return self.show(written, status=201)

    @extend_schema(request=serializers.CommentTextSerializer)
    def partial_update(self, request, pk=None):
        """Rewrites one's own comment; its earlier words are kept."""
        comment = self.get_object()
        require_author(self.access, comment.author)
        body = self.read(serializers.CommentTextSerializer)
        return self.show(services.edit_comment(comment=comment, actor=request.user, now=timezone.now(), **body))

    def destroy(self, request, pk=None):
        """Takes one's own comment back, or as owner or admin anybody's; `restore` brings it back."""
        comment = self.get_object()
        require_take_back(self.access, comment.author)
        services.delete_comment(comment=comment, actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Shows a comment again that was taken back."""
        comment = self.get_object()
        require_take_back(self.access, comment.author)
        services.restore_comment(comment=comment, actor=request.user, now=timezone.now())
        return self.show(with_people(Comment.objects.all()).get(pk=comment.pk))
