"""All rooms of a team, a new one, and the door for guests."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ceremonies.meeting.links import meeting_of
from ceremonies.meeting.queries import guest_seat
from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import take_guest_seat
from ceremonies.meeting.views import address_of
from ceremonies.poker.queries import stories_to_choose, with_progress
from ceremonies.poker.reality import sessions_of
from ceremonies.poker.services.queueing import open_room_about, stories_named
from ceremonies.poker.views.shared import keys_named
from core.errors import DomainError
from core.http import domain_error_response, go_on, is_htmx
from live.people import GUEST_SEATS
from teams.access import public_page, team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Rooms that are open, and what came of those that are closed."""
    found = request.access.team.meetings.of_kind(Kind.POKER).newest_first()
    context = {
        "section": "ceremonies:poker",
        "open_rooms": list(with_progress(found.open())[:50]),
        "now": timezone.now(),
        "sessions": sessions_of(request.access.team, limit=20),
    }
    return render(request, "ceremonies/poker/rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Shows the backlog to choose from; posted, it opens a room at once with the stories that were chosen, if any."""
    access = request.access
    if request.method != "POST":
        context = {"section": "ceremonies:poker", "stories": stories_to_choose(access.team), "is_new": True}
        return render(request, "ceremonies/poker/new.html" + ("#dialog" if is_htmx(request) else ""), context)
    try:
        stories = stories_named(access.team, keys_named(request))
        meeting = open_room_about(
            team=access.team, stories=stories, actor=access.user, now=timezone.now(),
            title=request.POST.get("title", ""), is_voter=access.may(Verb.ESTIMATE),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, address_of(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a room: whoever has it types a name and sits down. Unknown and dead links look alike."""
    meeting = meeting_of(token)
    if meeting is None:
        raise Http404("No such room.")
    seats = request.session.get(GUEST_SEATS, {})
    if guest_seat(seats, meeting.pk):
        return redirect(address_of(meeting))
    error, name = None, request.POST.get("name", "")
    if request.method == "POST":
        try:
            seat = take_guest_seat(meeting=meeting, name=name, now=timezone.now())
        except DomainError as refusal:
            error = refusal
        else:
            request.session[GUEST_SEATS] = {**seats, str(meeting.pk): seat.pk}
            return redirect(address_of(meeting))
    context = {"meeting": meeting, "error": error, "name": name}
    answer = render(request, "ceremonies/guest.html", context, status=error.status if error else 200)
    # The house's policy "same-origin" keeps the link from other sites; "no-referrer" would keep a browser from posting
    # the form too, because it sends "Origin: null" then.
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@public_page
def left(request: HttpRequest) -> HttpResponse:
    """What a guest sees after leaving."""
    return render(request, "ceremonies/left.html")
