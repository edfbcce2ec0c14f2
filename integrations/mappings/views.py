"""Keeping a mapping for the next file, using one, and tending those that are there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from core.navigation import team_url
from integrations.imports.formats.registry import FORMATS
from integrations.imports.pages import SECTION
from integrations.mappings import queries, services
from integrations.mappings.forms import NameForm
from integrations.models import ImportRun, SavedMapping
from teams.access import team_page
from teams.rules import Verb


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("team__organisation"), team=request.access.team, pk=pk)


def _mapping(request: HttpRequest, pk: int) -> SavedMapping:
    mappings = SavedMapping.objects.select_related("team", "created_by")
    return get_object_or_404(mappings, organisation=request.access.organisation, pk=pk)


def _address(request: HttpRequest, name: str, **kwargs) -> str:
    return team_url({"request": request}, f"integrations:{name}", **kwargs)


def _page(request: HttpRequest, form: NameForm, **context) -> HttpResponse:
    context |= {"form": form, "section": SECTION}
    return render(request, "integrations/mapping.html", context, status=422 if form.is_bound else 200)


def _lines(columns: dict[str, str], slug: str) -> list[tuple[str, str]]:
    """(column of the file, what it becomes) of those that become something."""
    labels = {field.name: field.label for field in FORMATS[slug].fields.fields}
    return [(column, labels.get(field, field)) for column, field in columns.items() if field]


@require_http_methods(["GET", "POST"])
@team_page(Verb.INTEGRATE)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives what was decided about a file a name."""
    run = _run(request, pk)
    same, _ = queries.fitting(run)
    form = NameForm(request.POST or None, initial={"name": same[0].name if same else ""})
    if form.is_valid():
        try:
            made = services.keep_mapping(
                run=run, name=form.cleaned_data["name"], actor=request.user, now=timezone.now()
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            answer = redirect(_address(request, "import_check", pk=pk))
            return toast(
                request, answer, f"“{made}” is kept. It is offered when a file with these columns comes again."
            )
    lines = _lines(run.choices["columns"], run.format)
    return _page(request, form, run=run, lines=lines, same=same)


@require_POST
@team_page(Verb.INTEGRATE)
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Decides about a file as a kept mapping says."""
    run, chosen = _run(request, pk), request.POST.get("mapping", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        raise Http404
    mapping = _mapping(request, int(chosen))
    try:
        services.use_mapping(run=run, mapping=mapping, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(
        request, redirect(_address(request, "import_map", pk=pk)), f"“{mapping}” is used. Check the rows next."
    )


@require_http_methods(["GET", "POST"])
@team_page(Verb.INTEGRATE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mapping holds, and its name."""
    mapping = _mapping(request, pk)
    form = NameForm(request.POST or None, initial={"name": mapping.name})
    if form.is_valid():
        try:
            renamed = services.rename_mapping(
                mapping=mapping, name=form.cleaned_data["name"], actor=request.user, now=timezone.now()
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, redirect(_address(request, "imports")), f"The mapping is called “{renamed}”.")
    context = {"mapping": mapping, "lines": _lines(mapping.kept["columns"], mapping.format)}
    return _page(request, form, written=FORMATS[mapping.format].name, **context)


@require_POST
@team_page(Verb.INTEGRATE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the list; what came in with it stays."""
    mapping = _mapping(request, pk)
    services.remove_mapping(mapping=mapping, actor=request.user, now=timezone.now())
    undo = _address(request, "mapping_restore", pk=pk)
    return toast(request, redirect(_address(request, "imports")), f"“{mapping}” is removed.", undo_url=undo)


@require_POST
@team_page(Verb.INTEGRATE)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Back into the list."""
    mapping = _mapping(request, pk)
    try:
        services.restore_mapping(mapping=mapping, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, redirect(_address(request, "imports")), f"“{mapping}” is back.")
