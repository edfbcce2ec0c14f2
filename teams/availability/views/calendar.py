"""The calendar of a team: who is here on which day."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from teams.access import team_page
from teams.availability.forms import DayOffForm, HolidaysForm
from teams.availability.page import columns_of, rows_of
from teams.availability.periods import asked, neighbours, offered
from teams.availability.places import place_name, public_holidays_between
from teams.availability.queries import allocations_of, promised_twice
from teams.availability.views.shared import ROOM
from teams.models import Team
from teams.rules import Verb

# As far ahead as the list of holidays looks.
HOLIDAYS_AHEAD = timedelta(days=366)


@require_safe
@team_page(Verb.SEE)
def calendar(request: HttpRequest) -> HttpResponse:
    """People × days of a sprint, a month or any other period, with what may be changed about it."""
    return calendar_page(request)


def calendar_page(request: HttpRequest, *, day_off_form: DayOffForm | None = None, status: int = 200) -> HttpResponse:
    """The page, also with a form that could not be saved."""
    access, team = request.access, request.access.team
    today = team.today(timezone.now())
    choices = offered(team, today)
    period = asked(request.GET.get("from", ""), request.GET.get("to", ""), choices)
    columns = columns_of(team, period, today)
    before, after = neighbours(period)
    rows = rows_of(access, period, columns)
    context = {
        "section": "teams:people", "access": access, "choices": choices, "shown": period, "before": before,
        "after": after, "columns": columns, "rows": rows, "total": sum(row.calendar.total.days for row in rows),
        "period": f"?from={period.first.isoformat()}&to={period.last.isoformat()}",
        "may_enter": any(row.may_enter for row in rows), "allocations": allocations_of(team, today),
        "place": place_name(team.country, team.subdivision), "holidays": _holidays(team, today),
        "holidays_form": HolidaysForm(team=team), "day_off_form": day_off_form or DayOffForm(),
    }  # fmt: skip
    if access.may(Verb.MANAGE_AVAILABILITY):
        context["promised"] = promised_twice(access, today)
    return render(request, f"{ROOM}calendar.html", context, status=status)


def _holidays(team: Team, today) -> list[dict]:
    """The coming year's public holidays on working days and the team's own days, struck out ones too."""
    until = today + HOLIDAYS_AHEAD
    own = {one.day: one for one in team.own_days.present() if today <= one.day <= until}
    public = public_holidays_between(team.country, team.subdivision, today, until)
    named = public | {day: one.name for day, one in own.items() if not one.works}
    return [
        {"day": day, "name": named[day], "own": own.get(day), "is_public": day in public}
        for day in sorted(named)
        if day.weekday() in team.working_days
    ]
