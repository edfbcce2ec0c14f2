"""An attachment's bytes, with the headers that keep a browser from doing anything with them but what it should."""

from django.http import FileResponse, Http404

from stories.attachments.rules import PICTURE_TYPES
from stories.models import Attachment

# Even opened by itself, a file may load nothing, run nothing, and belongs to no origin.
POLICY = "default-src 'none'; sandbox"


def file_response(attachment: Attachment) -> FileResponse:
    """The file as a download; raster pictures are shown. Http404 when the storage does not have it."""
    try:
        stored = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(f"{attachment.name} is not there.") from error
    is_picture = attachment.content_type in PICTURE_TYPES
    answer = FileResponse(stored, as_attachment=not is_picture, filename=attachment.name)
    answer.headers["Content-Type"] = attachment.content_type
    answer.headers["Content-Length"] = str(attachment.size)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
