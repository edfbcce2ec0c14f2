"""Shares of time by date range are entered, changed and removed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from teams.access import team_page
from teams.availability.forms import AllocationForm
from teams.availability.services.allocations import allocate, edit_allocation, remove_allocation, restore_allocation
from teams.availability.views.shared import address, back_to_calendar, form_page
from teams.models import Allocation
from teams.rules import Verb


@require_http_methods(["GET", "POST"])
@team_page(Verb.MANAGE_AVAILABILITY)
def add(request: HttpRequest) -> HttpResponse:
    """Another share of a person's time, from a day until another."""
    form = AllocationForm(request.POST or None, team=request.access.team)
    if request.method == "POST" and form.is_valid():
        try:
            made = allocate(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_calendar(request), f"The share of {made.membership.user} is saved.")
    return form_page(request, "allocation", form)


@require_http_methods(["GET", "POST"])
@team_page(Verb.MANAGE_AVAILABILITY)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a dated share."""
    allocation = _find(request, pk)
    form = AllocationForm(request.POST or None, team=request.access.team, allocation=allocation)
    if request.method == "POST" and form.is_valid():
        try:
            edit_allocation(allocation=allocation, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_calendar(request), f"The share of {allocation.membership.user} is changed.")
    return form_page(request, "allocation", form, allocation=allocation)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual share holds again; the toast offers to take that back."""
    allocation = _find(request, pk)
    remove_allocation(allocation=allocation, actor=request.user, now=timezone.now())
    undo = address(request, "restore_allocation", pk=pk)
    words = f"The usual share of {allocation.membership.user} holds again."
    return toast(request, back_to_calendar(request), words, undo_url=undo)


@require_POST
@team_page(Verb.MANAGE_AVAILABILITY)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a removal back."""
    allocation = _find(request, pk, removed=True)
    try:
        restore_allocation(allocation=allocation, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, back_to_calendar(request), f"The share of {allocation.membership.user} is back.")


def _find(request: HttpRequest, pk: int, *, removed: bool = False) -> Allocation:
    rows = Allocation.objects.all() if removed else Allocation.objects.present()
    rows = rows.filter(membership__team=request.access.team, membership__left_at=None)
    return get_object_or_404(rows.select_related("membership__user", "membership__team"), pk=pk)
