"""When the team meets, and the address for calendar programs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting.rules import KIND_NAMES, TIME_BOXES, Kind
from ceremonies.models import CalendarFeed
from ceremonies.schedule.calendar import calendar_of
from ceremonies.schedule.forms import WEEKDAYS, SlotForm
from ceremonies.schedule.queries import feed_with
from ceremonies.schedule.services import make_feed, revoke_feed, schedule_ceremony, unschedule_ceremony
from core.errors import DomainError
from core.http import add_to_form, toast
from teams.access import public_page, signed_in_page, team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def schedule(request: HttpRequest) -> HttpResponse:
    """Every kind of ceremony with its time and its box."""
    return _page(request)


def _page(request: HttpRequest, tried: tuple[Kind, SlotForm] | None = None) -> HttpResponse:
    team = request.access.team
    slots = {slot.kind: slot for slot in team.ceremony_slots.all()}
    boxes = dict(team.time_boxes.values_list("kind", "minutes"))
    rows = []
    for kind, name in KIND_NAMES.items():
        slot, minutes = slots.get(kind), boxes.get(kind, TIME_BOXES[kind])
        known = {"rhythm": slot.rhythm, "weekdays": slot.weekdays, "at": slot.at} if slot else {}
        form = SlotForm(initial={**known, "minutes": minutes}, prefix=kind.value, auto_id=f"{kind}_%s")
        rows.append({"kind": kind, "name": name, "slot": slot, "minutes": minutes,
                     "days": ", ".join(name for day, name in WEEKDAYS if slot and day in slot.weekdays),
                     "form": tried[1] if tried and tried[0] == kind else form})  # fmt: skip
    context = {
        "section": "scrum:today",
        "rows": rows,
        "zone": team.time_zone.replace("_", " "),
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
    }
    return render(request, "ceremonies/schedule/page.html", context, status=422 if tried else 200)


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def set_schedule(request: HttpRequest, kind: str) -> HttpResponse:
    """Says when one kind is held; without a rhythm it is held whenever somebody opens a room."""
    if kind not in set(Kind):
        raise Http404("No such ceremony.")
    kind, team, now = Kind(kind), request.access.team, timezone.now()
    form = SlotForm(request.POST, prefix=kind.value, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return _page(request, (kind, form))
    said = {"team": team, "kind": kind, "actor": request.user, "now": now}
    try:
        if form.cleaned_data["rhythm"]:
            schedule_ceremony(**said, **form.cleaned_data)
        else:
            unschedule_ceremony(**said)
    except DomainError as error:
        add_to_form(form, error)
        return _page(request, (kind, form))
    text = f"{KIND_NAMES[kind]} is saved."
    return toast(request, redirect("ceremonies:schedule", **team.url_kwargs), text)


@require_POST
@never_cache
@signed_in_page
def new_feed(request: HttpRequest) -> HttpResponse:
    """Makes an address; it stands in this answer and nowhere else."""
    secret = make_feed(user=request.user, now=timezone.now())
    address = request.build_absolute_uri(reverse("ceremonies:feed", args=[secret]))
    return render(request, "ceremonies/schedule/feed.html", {"address": address})


@require_POST
@signed_in_page
def end_feed(request: HttpRequest) -> HttpResponse:
    revoke_feed(user=request.user)
    return toast(request, redirect("scrum:home"), "The calendar address opens nothing any more.")


@require_safe
@never_cache
@public_page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; the same 404 for unknown and revoked ones."""
    found = feed_with(token)
    if found is None:
        raise Http404("No such calendar.")
    body = calendar_of(found.user, timezone.now(), settings.HOUSE_ADDRESS)
    headers = {"Content-Disposition": 'inline; filename="ceremonies.ics"', "Referrer-Policy": "no-referrer"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
