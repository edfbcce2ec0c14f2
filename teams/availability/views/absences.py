"""Days off are entered, changed and removed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from teams.access import team_page
from teams.availability.forms import AbsenceForm, as_date
from teams.availability.permissions import require_enter_for
from teams.availability.queries import people_of
from teams.availability.services.absences import edit_absence, enter_absence, remove_absence, restore_absence
from teams.availability.views.shared import address, back_to_calendar, form_page
from teams.models import Absence
from teams.rules import Verb


@require_http_methods(["GET", "POST"])
@team_page(Verb.ENTER_DAYS_OFF)
def add(request: HttpRequest) -> HttpResponse:
    """Days off for oneself, or for somebody whose availability one may change."""
    named = request.POST.get("user", "")
    if named.isdigit():
        require_enter_for(request.access, int(named))
    form = AbsenceForm(request.POST or None, access=request.access, initial=_prefilled(request))
    if request.method == "POST" and form.is_valid():
        user = form.cleaned_data["user"]
        who = {"organisation": request.access.organisation, "actor": request.user, "now": timezone.now()}
        try:
            enter_absence(**who, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_calendar(request), f"Days off of {user} are in the calendar.")
    return form_page(request, "absence", form)


def _prefilled(request: HttpRequest) -> dict:
    """What a cell of the calendar says about itself."""
    person, day = request.GET.get("person", ""), as_date(request.GET.get("day", ""))
    found = {"user": int(person)} if person.isdigit() and len(person) < 18 else {}
    return found | ({"first_day": day, "last_day": day} if day else {})


@require_http_methods(["GET", "POST"])
@team_page(Verb.ENTER_DAYS_OFF)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes days off."""
    absence = _find(request, pk)
    form = AbsenceForm(request.POST or None, access=request.access, absence=absence)
    if request.method == "POST" and form.is_valid():
        try:
            edit_absence(absence=absence, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_calendar(request), f"Days off of {absence.user} are changed.")
    return form_page(request, "absence", form, absence=absence)


@require_POST
@team_page(Verb.ENTER_DAYS_OFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes days off; the toast offers to take that back."""
    absence = _find(request, pk)
    remove_absence(absence=absence, actor=request.user, now=timezone.now())
    undo = address(request, "restore_absence", pk=pk)
    return toast(request, back_to_calendar(request), f"Days off of {absence.user} are removed.", undo_url=undo)


@require_POST
@team_page(Verb.ENTER_DAYS_OFF)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a removal back."""
    absence = _find(request, pk, removed=True)
    try:
        restore_absence(absence=absence, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, back_to_calendar(request), f"Days off of {absence.user} are back.")


def _find(request: HttpRequest, pk: int, *, removed: bool = False) -> Absence:
    """Days off of somebody on this team, if the reader may change them."""
    rows = Absence.objects.all() if removed else Absence.objects.present()
    people = [one.user_id for one in people_of(request.access.team)]
    rows = rows.filter(organisation=request.access.organisation, user__in=people)
    absence = get_object_or_404(rows.select_related("organisation", "user"), pk=pk)
    require_enter_for(request.access, absence.user_id)
    return absence
