"""All rooms of a team, a new one, and the door for guests."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ceremonies.meeting.links import meeting_of
from ceremonies.meeting.queries import guest_seat
from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import take_guest_seat
from ceremonies.meeting.views import address_of
from ceremonies.poker.reality import sessions_of
from ceremonies.poker.services.queueing import open_room_about
from core.errors import DomainError
from core.http import domain_error_response
from live.people import GUEST_SEATS
from stories.models import Story
from teams.access import public_page, team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Rooms that are open, and what came of those that are closed."""
    found = request.access.team.meetings.of_kind(Kind.POKER).newest_first()
    context = {
        "section": "ceremonies:poker",
        "open_rooms": list(found.open().select_related("poker")[:50]),
        "sessions": sessions_of(request.access.team, limit=20),
    }
    return render(request, "ceremonies/poker/rooms.html", context)


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Opens a room at once, with the stories that were chosen in the backlog, if any."""
    access, now = request.access, timezone.now()
    keys = [key[:24] for key in request.POST.getlist("stories")]
    try:
        stories = {story.key: story for story in Story.objects.filter(team=access.team, key__in=keys)}
        meeting = open_room_about(
            team=access.team, stories=[stories[key] for key in keys if key in stories], actor=access.user, now=now,
            title=request.POST.get("title", ""), is_voter=access.may(Verb.ESTIMATE),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return redirect(address_of(meeting))


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
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@public_page
def left(request: HttpRequest) -> HttpResponse:
    """What a guest sees after leaving."""
    return render(request, "ceremonies/left.html")
