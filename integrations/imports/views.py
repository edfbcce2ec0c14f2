"""The import's pages, step by step: upload, columns, check, bring in, review, undo."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import Conflict, DomainError
from core.http import add_to_form, domain_error_response, go_on, is_htmx, toast
from core.navigation import team_url
from core.spreadsheet import csv_response, to_csv
from integrations.imports import jobs, pages, progress, services
from integrations.imports.forms import UploadForm, decided, mapped
from integrations.imports.jobs import topic_of
from integrations.imports.rules.run import Work
from integrations.mappings.queries import fitting, mappings_of
from integrations.models import ImportRun
from integrations.tasks import begin
from live.publish import version_of
from teams.access import team_page
from teams.rules import Verb


def _run(request: HttpRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.select_related("team__organisation", "created_by", "job")
    return get_object_or_404(runs, team=request.access.team, pk=pk)


def _go(request: HttpRequest, name: str, **kwargs) -> HttpResponse:
    return redirect(team_url({"request": request}, f"integrations:{name}", **kwargs))


def _go_where_it_stands(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """To the page of the step that a run is at."""
    names = {"uploaded": "import_map", "checked": "import_check"}
    name = "import_running" if hasattr(run, "job") else names.get(run.state, "import_review")
    return go_on(request, team_url({"request": request}, f"integrations:{name}", pk=run.pk))


def _begin(request: HttpRequest, run: ImportRun, work: Work) -> None:
    begin(run=run, work=work, actor=request.user, now=timezone.now())


def _failure(run: ImportRun) -> DomainError | None:
    """Why work in the background came to nothing."""
    return Conflict(**run.failure) if run.failure else None


def _overview(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.filter(team=request.access.team).select_related("created_by", "job")[:50]
    context = {
        "form": form,
        "section": pages.SECTION,
        "steps": pages.steps(1),
        "open_runs": [run for run in runs if run.is_open],
        "finished_runs": [run for run in runs if not run.is_open],
        "mappings": mappings_of(request.access.organisation),
    }
    return render(request, "integrations/imports.html", context, status=status)


@require_GET
@team_page(Verb.INTEGRATE)
def overview(request: HttpRequest) -> HttpResponse:
    """Where a file is uploaded, and what came in earlier."""
    return _overview(request, UploadForm(initial={"format": request.GET.get("format", "")}))


@require_GET
@team_page(Verb.MANAGE_TEAM)
def panel(request: HttpRequest) -> HttpResponse:
    """The way to the imports on the team's settings page; who may not import is told who may."""
    return render(request, "integrations/_import_panel.html", {"access": request.access})


@require_POST
@team_page(Verb.INTEGRATE)
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        change = {"team": request.access.team, "actor": request.user, "now": timezone.now()}
        try:
            return _go(request, "import_map", pk=services.upload_file(**form.chosen, **change).pk)
        except DomainError as error:
            add_to_form(form, error)
    return _overview(request, form, status=422)


@require_http_methods(["GET", "POST"])
@team_page(Verb.INTEGRATE)
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column becomes. A change of one field is saved at once; the button saves and checks."""
    run = _run(request, pk)
    if not run.is_open or hasattr(run, "job"):
        return _go_where_it_stands(request, run)
    if request.method == "GET":
        same, others = fitting(run)
        context = pages.map_context(run) | {"error": _failure(run), "same": same, "mappings": [*same, *others]}
        return render(request, "integrations/import_map.html", context)
    error = None
    try:
        run = services.save_choices(run=run, choices=mapped(request.POST, run))
        if not is_htmx(request):
            _begin(request, run, Work.CHECK)
            return _go_where_it_stands(request, _run(request, pk))
    except DomainError as refused:
        error = refused
    context = pages.map_context(run) | {"error": error}
    template = "integrations/import_map.html#mapping" if is_htmx(request) else "integrations/import_map.html"
    return render(request, template, context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@team_page(Verb.INTEGRATE)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dry run found; a POST saves what was decided about it and checks again."""
    run = _run(request, pk)
    if run.state != "checked" or hasattr(run, "job"):
        return _go_where_it_stands(request, run)
    if request.method == "POST":
        try:
            run = services.save_choices(run=run, choices=decided(request.POST, run, request.access))
            _begin(request, run, Work.CHECK)
        except DomainError as error:
            messages.error(request, error.text)
        return _go_where_it_stands(request, _run(request, pk))
    context = pages.check_context(run, request.access) | {"failure": _failure(run)}
    return render(request, "integrations/import_check.html", context)


@require_GET
@team_page(Verb.INTEGRATE)
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Every problem of every row as CSV, to mend the file with."""
    run = _run(request, pk)
    if not run.is_open:
        return _go(request, "import_review", pk=pk)
    try:
        found = services.list_problems(run=run, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    rows: Iterator[tuple] = ((p.line, p.severity.value, p.message, p.fix) for p in found)
    return csv_response(to_csv(("Line", "Kind", "What", "How to mend it"), rows), f"problems-{run.pk}")


@require_POST
@team_page(Verb.INTEGRATE)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings everything in. A second click finds it done and shows it."""
    found = _run(request, pk)
    try:
        _begin(request, found, Work.BRING_IN)
    except DomainError as error:
        found = _run(request, pk)
        if (found.is_open and not hasattr(found, "job")) or not isinstance(error, Conflict):
            messages.error(request, error.text)
    return _go_where_it_stands(request, _run(request, pk))


@require_GET
@team_page(Verb.INTEGRATE)
def running(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work on a run is; when it is through, this leads to where the run stands then."""
    version = version_of(topic_of(pk))
    found = _run(request, pk)
    if not hasattr(found, "job"):
        return _go_where_it_stands(request, found)
    template = "integrations/import_running.html" + ("#progress" if is_htmx(request) else "")
    return render(request, template, progress.running_context(found, timezone.now()) | {"version": version})


@require_POST
@team_page(Verb.INTEGRATE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the work on a run: nothing of it has happened. Where it was quicker, its outcome is shown."""
    was_stopped = jobs.stop(run=_run(request, pk))
    text = "Stopped. Nothing has changed." if was_stopped else "It was through already."
    return toast(request, _go_where_it_stands(request, _run(request, pk)), text)


@require_GET
@team_page(Verb.INTEGRATE)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in, and the way back."""
    found = _run(request, pk)
    if found.is_open or hasattr(found, "job"):
        return _go_where_it_stands(request, found)
    context = pages.review_context(found) | {"failure": _failure(found)}
    return render(request, "integrations/import_review.html", context)


@require_POST
@team_page(Verb.INTEGRATE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        _begin(request, _run(request, pk), Work.UNDO)
    except DomainError as error:
        return domain_error_response(request, error)
    return _go_where_it_stands(request, _run(request, pk))


@require_POST
@team_page(Verb.INTEGRATE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws an upload away that has not come in."""
    found = _run(request, pk)
    try:
        services.discard_run(run=found)
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, _go(request, "imports"), f"{found.file_name} was thrown away. Nothing of it had come in.")
