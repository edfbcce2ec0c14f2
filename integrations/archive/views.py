"""The archive of an organisation as a file to keep."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from integrations.archive.services import write_archive
from teams.access import organisation_page, team_page
from teams.rules import Verb

_IN_MEMORY = 8 * 2**20


@require_safe
@team_page(Verb.MANAGE_TEAM)
def panel(request: HttpRequest) -> HttpResponse:
    """The export on the team's settings page; who may not export is told who may."""
    return render(request, "integrations/_export_panel.html", {"access": request.access})


@require_POST
@organisation_page(Verb.MANAGE_ORGANISATION)
def download(request: HttpRequest) -> HttpResponse:
    """Everything of the organisation as one ZIP."""
    now, organisation = timezone.now(), request.access.organisation
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the answer closes it when it is sent
    try:
        write_archive(organisation=organisation, file=file, actor=request.user, now=now)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    answer = FileResponse(file, as_attachment=True, filename=f"{organisation.slug} {now:%Y-%m-%d}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer
