"""The organisation's personas: the list, one of them, and keeping the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from core.navigation import team_url
from stories.models import Persona
from stories.personas import queries, services
from stories.personas.forms import PersonaForm
from teams.access import accessible_teams, organisation_page
from teams.models import Team
from teams.rules import Verb

SHOWN = 8


def _teams(request: HttpRequest) -> list[Team]:
    """The organisation's teams that the person may see."""
    organisation = request.access.organisation
    return [access.team for access in accessible_teams(request.user) if access.organisation == organisation]


def _persona(request: HttpRequest, pk: int) -> Persona:
    return get_object_or_404(Persona, organisation=request.access.organisation, pk=pk)


def _page(request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
    may_manage = request.access.may(Verb.MANAGE_PERSONAS)
    shared = {"section": "stories:personas", "may_manage": may_manage}
    return render(request, f"stories/{template}", shared | context, status=status)


@require_GET
@organisation_page(Verb.SEE_ORGANISATION)
def personas(request: HttpRequest) -> HttpResponse:
    """All personas, the current ones as cards, the retired ones below."""
    teams = _teams(request)
    found = list(queries.personas_of(request.access.organisation, teams))
    return _page(
        request,
        "personas.html",
        personas=[persona for persona in found if persona.retired_at is None],
        retired=[persona for persona in found if persona.retired_at],
        without=queries.open_stories(None, teams).count(),
    )


@require_GET
@organisation_page(Verb.SEE_ORGANISATION)
def persona(request: HttpRequest, pk: int) -> HttpResponse:
    """One persona with the stories that serve them."""
    found, teams = _persona(request, pk), _teams(request)
    open_stories, done = queries.open_stories(found, teams), queries.done_stories(found, teams)
    return _page(
        request,
        "persona.html",
        persona=found,
        goals=found.goals.split("\n") if found.goals else [],
        frustrations=found.frustrations.split("\n") if found.frustrations else [],
        open_stories=open_stories[:SHOWN],
        open_count=open_stories.count(),
        done_stories=done[:SHOWN],
        done_count=done.count(),
        teams=teams,
        usage=queries.usage_of(found),
    )


@require_http_methods(["GET", "POST"])
@organisation_page(Verb.MANAGE_PERSONAS)
def create(request: HttpRequest) -> HttpResponse:
    """A new persona on the list."""
    return _edit(request, PersonaForm(request.POST or None, access=request.access))


@require_http_methods(["GET", "POST"])
@organisation_page(Verb.MANAGE_PERSONAS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A persona's words and picture; a new name shows everywhere."""
    return _edit(request, PersonaForm(request.POST or None, access=request.access, persona=_persona(request, pk)))


def _edit(request: HttpRequest, form: PersonaForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            saved = form.save(now=timezone.now())
        except DomainError as error:
            add_to_form(form, error)
        else:
            address = team_url({"request": request}, "stories:persona", pk=saved.pk)
            return toast(request, redirect(address), f"{saved.name} is saved.")
    status = 422 if form.is_bound else 200
    return _page(request, "persona_edit.html", form=form, persona=form.persona, status=status)


@require_POST
@organisation_page(Verb.MANAGE_PERSONAS)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list: its stories keep it; one that was never used is deleted."""
    found = _persona(request, pk)
    services.retire_persona(persona=found, actor=request.user, now=timezone.now())
    is_kept = Persona.objects.filter(pk=pk).exists()
    undo = team_url({"request": request}, "stories:persona_restore", pk=pk) if is_kept else ""
    words = f"{found.name} is retired." if is_kept else f"{found.name} was never used and is deleted."
    return toast(request, redirect(team_url({"request": request}, "stories:personas")), words, undo_url=undo)


@require_POST
@organisation_page(Verb.MANAGE_PERSONAS)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    found = _persona(request, pk)
    try:
        services.restore_persona(persona=found, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(
        request, redirect(team_url({"request": request}, "stories:personas")), f"{found.name} is back on the list."
    )
