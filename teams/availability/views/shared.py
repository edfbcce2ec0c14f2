"""What the calendar's pages have in common."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

ROOM = "teams/availability/"


def period_query(request: HttpRequest) -> str:
    """The period that the calendar showed, for addresses: "?from=…&to=…" or nothing."""
    kept = {name: request.GET[name][:10] for name in ("from", "to") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def back_to_calendar(request: HttpRequest) -> HttpResponse:
    return redirect(address(request, "calendar"))


def address(request: HttpRequest, route: str, **kwargs) -> str:
    """A page of the calendar, keeping the period."""
    return reverse(f"teams:{route}", kwargs=request.access.team.url_kwargs | kwargs) + period_query(request)


def form_page(request: HttpRequest, template: str, form, **context) -> HttpResponse:
    context |= {"section": "teams:people", "access": request.access, "form": form, "period": period_query(request)}
    return render(request, f"{ROOM}{template}.html", context, status=422 if form.errors else 200)
