"""Everything of an organisation as a file to keep: at once where it is small, else written in the background."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import go_on, is_htmx, toast
from integrations.archive.services import write_archive
from integrations.exports import queries, services
from integrations.exports.services import topic_of
from integrations.imports.rules.run import time_left
from integrations.models import ArchiveExport
from integrations.tasks import begin_export
from live.publish import version_of
from teams.access import organisation_page, team_page
from teams.rules import Verb

_IN_MEMORY = 8 * 2**20


def _address(request: HttpRequest) -> str:
    return reverse("integrations:archive", args=[request.access.organisation.slug])


def _export(request: HttpRequest, pk: int) -> ArchiveExport:
    return get_object_or_404(ArchiveExport, organisation=request.access.organisation, pk=pk)


@require_safe
@team_page(Verb.MANAGE_TEAM)
def panel(request: HttpRequest) -> HttpResponse:
    """The export on the team's settings page; who may not export is told who may."""
    return render(request, "integrations/_export_panel.html", {"access": request.access})


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Verb.MANAGE_ORGANISATION)
def archive(request: HttpRequest) -> HttpResponse:
    """The archives that wait, and how far the one under way is. A POST asks for one; a small one comes at once."""
    if request.method != "POST":
        return _page(request)
    organisation = request.access.organisation
    if queries.row_count(organisation) <= services.ROWS_AT_ONCE:
        return _at_once(request)
    begin_export(organisation=organisation, actor=request.user, now=timezone.now())
    return redirect(_address(request))


def _page(request: HttpRequest) -> HttpResponse:
    found = list(queries.exports_of(request.access.organisation))
    under_way = next((export for export in found if export.is_at_work), None)
    if is_htmx(request) and under_way is None:
        return go_on(request, _address(request))
    context = {"section": "teams:settings", "under_way": under_way, "exports": [e for e in found if e != under_way]}
    if under_way:
        seconds = (timezone.now() - under_way.asked_at).total_seconds()
        left = time_left(under_way.done, under_way.total, seconds)
        topic = topic_of(under_way)
        context |= {"left": left, "topic": topic, "version": version_of(topic)}
    template = "integrations/export.html" + ("#progress" if is_htmx(request) else "")
    return render(request, template, context)


def _at_once(request: HttpRequest) -> HttpResponse:
    now, organisation = timezone.now(), request.access.organisation
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the answer closes it when it is sent
    try:
        write_archive(organisation=organisation, file=file, actor=request.user, now=now)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return _as_file(file, f"{organisation.slug} {now:%Y-%m-%d}.zip")


def _as_file(file, name: str) -> HttpResponse:
    answer = FileResponse(file, as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@organisation_page(Verb.MANAGE_ORGANISATION)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """An archive that was written in the background."""
    export = _export(request, pk)
    if export.ready_at is None:
        raise Http404
    try:
        file = export.file.storage.open(export.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return _as_file(file, f"{request.access.organisation.slug} {export.asked_at:%Y-%m-%d}.zip")


@require_POST
@organisation_page(Verb.MANAGE_ORGANISATION)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws an archive away, or stops the one under way."""
    export = _export(request, pk)
    services.discard_export(export=export, actor=request.user, now=timezone.now())
    text = "The export was stopped." if export.is_at_work else "The archive was thrown away."
    return toast(request, redirect(_address(request)), text)
