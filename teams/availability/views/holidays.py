"""A team's public holidays, those it works through, and days off of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, is_htmx, toast
from teams.access import team_page
from teams.availability.forms import DayOffForm, HolidaysForm, as_date
from teams.availability.places import place_name
from teams.availability.services.holidays import (
    add_day_off,
    keep_holidays_of,
    remove_team_day,
    restore_team_day,
    work_on_holiday,
)
from teams.availability.views.calendar import calendar_page
from teams.availability.views.shared import ROOM, address, back_to_calendar, form_page
from teams.models import TeamDay
from teams.rules import Verb


@require_http_methods(["GET", "POST"])
@team_page(Verb.MANAGE_AVAILABILITY)
def holidays(request: HttpRequest) -> HttpResponse:
    """Chooses whose public holidays the team keeps; with htmx the parts of a country just chosen."""
    team = request.access.team
    if request.method == "GET":
        chosen = {"country": request.GET["country"], "subdivision": ""} if "country" in request.GET else None
        form = HolidaysForm(team=team, **({"initial": chosen} if chosen else {}))
        if is_htmx(request):
            return render(request, f"{ROOM}_subdivision.html", {"form": form})
        return form_page(request, "holidays", form)
    form = HolidaysForm(request.POST, team=team)
    if form.is_valid():
        try:
            team = keep_holidays_of(team=team, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            place = place_name(team.country, team.subdivision)
            words = f"The team keeps the public holidays of {place}." if place else "The team keeps no public holidays."
            return toast(request, back_to_calendar(request), words)
    return form_page(request, "holidays", form)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def add_own(request: HttpRequest) -> HttpResponse:
    """A day on which the whole team is off."""
    form = DayOffForm(request.POST)
    if form.is_valid():
        try:
            made = add_day_off(team=request.access.team, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_calendar(request), f"{made.name} is in the calendar.")
    return calendar_page(request, day_off_form=form, status=422)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def strike(request: HttpRequest) -> HttpResponse:
    """The team works on a public holiday."""
    day = as_date(request.POST.get("day", ""))
    if day is None:
        return back_to_calendar(request)
    try:
        made = work_on_holiday(team=request.access.team, day=day, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    undo = address(request, "remove_team_day", pk=made.pk)
    return toast(request, back_to_calendar(request), f"The team works on {made.name}.", undo_url=undo)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The country's calendar holds again on that day."""
    rows = TeamDay.objects.present().select_related("team")
    team_day = get_object_or_404(rows, team=request.access.team, pk=pk)
    remove_team_day(team_day=team_day, actor=request.user, now=timezone.now())
    words = f"{team_day.name} is {'free again' if team_day.works else 'a working day again'}."
    undo = address(request, "restore_team_day", pk=pk)
    return toast(request, back_to_calendar(request), words, undo_url=undo)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a removal back."""
    team_day = get_object_or_404(TeamDay.objects.select_related("team"), team=request.access.team, pk=pk)
    try:
        restore_team_day(team_day=team_day, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, back_to_calendar(request), f"{team_day.name} is back in the calendar.")
