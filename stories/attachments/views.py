"""Files on a story's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError, Invalid
from core.http import domain_error_response
from stories.attachments import services
from stories.attachments.serving import file_response
from stories.models import Attachment
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.rules import Verb


def _attachment(request: HttpRequest, key: str, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.select_related("story__team"), story=find_story(request, key), pk=pk)


@require_POST
@team_page(Verb.WRITE_STORIES)
def attach(request: HttpRequest, key: str) -> HttpResponse:
    """The files sent as `file`, one after the other; the first that is not taken ends it."""
    story, uploads = find_story(request, key), request.FILES.getlist("file")
    try:
        if not uploads:
            raise Invalid("No file came.", field="file", fix="Choose one.")
        for upload in uploads:
            services.attach_file(story=story, upload=upload, name=upload.name, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{uploads[-1].name} is attached.")


@require_GET
@team_page(Verb.SEE)
def attachment(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The file itself."""
    found = _attachment(request, key, pk)
    return file_response(get_object_or_404(Attachment.objects.shown(), pk=found.pk))


@require_POST
@team_page(Verb.WRITE_STORIES)
def delete(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Off the story; the toast brings it back."""
    found = _attachment(request, key, pk)
    services.delete_attachment(attachment=found, actor=request.user, now=timezone.now())
    return after_change(request, key, f"{found.name} is deleted.", undo="stories:restore_attachment", pk=pk)


@require_POST
@team_page(Verb.WRITE_STORIES)
def restore(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Back on the story."""
    found = _attachment(request, key, pk)
    try:
        services.restore_attachment(attachment=found, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{found.name} is back.")
