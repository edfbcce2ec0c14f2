"""An attachment's bytes, with the headers that keep a browser from doing anything with them but what it should."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from stories.attachments.rules import PICTURE_TYPES
from stories.models import Attachment

# Even opened by itself, a file may load nothing, run nothing, and belongs to no origin.
POLICY = "default-src 'none'; sandbox"


def file_response(attachment: Attachment) -> HttpResponse:
    """The file as a download; raster pictures are shown. Http404 when the storage does not have it.

    Read whole: it is small by its limit, and our bridge sends whole bodies anyway.
    """
    try:
        with attachment.file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError as error:
        raise Http404(f"{attachment.name} is not there.") from error
    is_download = attachment.content_type not in PICTURE_TYPES
    headers = {
        "Content-Disposition": content_disposition_header(is_download, attachment.name),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=attachment.content_type, headers=headers)
