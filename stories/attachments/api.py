"""Attachments in the API."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from stories import serializers
from stories.attachments import services
from stories.attachments.serving import file_response
from stories.models import Attachment
from stories.story.api import StoryPartViewSet
from teams.rules import Verb


class AttachmentViewSet(StoryPartViewSet):
    """Files on stories."""

    queryset = Attachment.objects.select_related("story__team").order_by("story", "added_at", "pk")
    serializer_class = serializers.AttachmentSerializer
    parser_classes = [MultiPartParser, JSONParser]
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "content": Verb.SEE,
        "create": Verb.WRITE_STORIES,
        "destroy": Verb.WRITE_STORIES,
        "restore": Verb.WRITE_STORIES,
    }

    def get_queryset(self):
        """Without what was deleted, which only `restore` still finds."""
        found = super().get_queryset()
        return found if self.action == "restore" else found.shown()

    @extend_schema(
        request={"multipart/form-data": serializers.NewAttachmentSerializer},
        responses={201: serializers.AttachmentSerializer},
    )
    def create(self, request):
        """Attaches a file, sent as `multipart/form-data`."""
        body = self.read(serializers.NewAttachmentSerializer)
        story, upload = self.enter_story(body["story"]), body["file"]
        added = services.attach_file(
            story=story, upload=upload, name=upload.name, actor=request.user, now=timezone.now()
        )
        return self.show(added, status=201)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, filterset_fields=())
    def content(self, request, pk=None):
        """The file itself."""
        return file_response(self.get_object())

    def destroy(self, request, pk=None):
        """Takes the file off its story; for a week `restore` brings it back."""
        services.delete_attachment(attachment=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Puts a deleted file back."""
        attachment = self.get_object()
        services.restore_attachment(attachment=attachment, actor=request.user, now=timezone.now())
        return self.show(attachment)
