"""What pages do with a poll, in a room and in the team alike."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_htmx.http import trigger_client_event

from ceremonies.models import Participant, Poll
from ceremonies.polls import rules, services
from ceremonies.polls.queries import own_choice
from ceremonies.polls.rules import Draft, Option
from ceremonies.polls.services import Manner
from core.errors import Invalid
from core.http import is_htmx
from teams.models import Team, User


def chosen(request: HttpRequest) -> list[int]:
    """Option ids that a form sent; anything else names no option."""
    sent = request.POST.getlist("option")[: rules.MOST_OPTIONS + 1]
    return [int(one) if one.isascii() and one.isdecimal() and len(one) < 18 else 0 for one in sent if one]


def answer(request: HttpRequest, poll: Poll, person: User | Participant, address: str) -> HttpResponse:
    """Keeps what was chosen; the answer brings one's own marks along. The log does not say who it was."""
    request.is_anonymous_act = poll.is_anonymous
    poll = services.answer_poll(poll=poll, person=person, chosen=chosen(request), now=timezone.now())
    reply = HttpResponse(status=204) if is_htmx(request) else redirect(address)
    return trigger_client_event(reply, "mine", {"polls": {poll.pk: own_choice(poll, person)}})


def add_option(request: HttpRequest, poll: Poll) -> None:
    request.is_anonymous_act = poll.is_anonymous
    read = rules.read_lines(request.POST.get("text", "")[:200])
    services.add_option(poll=poll, option=read[0] if read else Option("", ""), now=timezone.now())


def require_closer(poll: Poll, user, *, runs: bool) -> None:
    """Whoever asked closes, and whoever runs the room or the team's ceremonies. Raises PermissionDenied."""
    if not runs and (poll.asked_by_id is None or poll.asked_by_id != user.pk):
        raise PermissionDenied("You may not close this poll.")


def drafted(request: HttpRequest) -> Draft:
    """The poll that was typed, as one line or in its fields. Raises Invalid."""
    line = request.POST.get("line", "").strip()
    if line:
        return rules.parse_line(line[:2000], field="line")
    options = rules.read_lines(request.POST.get("options", "")[:2000])
    return rules.clean_draft(Draft(request.POST.get("question", "")[:1000], options))


def manner(request: HttpRequest, team: Team) -> Manner:
    """How it is held, from the tick boxes of the form. Raises Invalid for a time that is none."""
    sent = request.POST
    return Manner(
        is_anonymous=sent.get("named") != "1",
        is_multiple=sent.get("multiple") == "1",
        is_hidden=sent.get("live") != "1",
        lets_add=sent.get("lets_add") == "1",
        for_stakeholders=sent.get("for_stakeholders") == "1",
        opens_at=_moment(sent.get("opens_at", ""), "opens_at", team),
        closes_at=_moment(sent.get("closes_at", ""), "closes_at", team),
    )


def _moment(text: str, field: str, team: Team) -> datetime | None:
    """A time by the team's clock; none when the field was left empty."""
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Invalid("That is no date and time.", field=field, fix="Choose one in the calendar of the field.")
    return found if timezone.is_aware(found) else found.replace(tzinfo=team.zone)
