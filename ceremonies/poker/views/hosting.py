"""What whoever runs the room can press."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ceremonies.meeting import services as meetings
from ceremonies.meeting.access import room_page
from ceremonies.meeting.rules import Kind, Right
from ceremonies.poker.queries import stories_to_choose
from ceremonies.poker.services import hosting, queueing
from ceremonies.poker.services.voting import reveal_round
from ceremonies.poker.views.shared import address_of, done, keys_named, number, room_action, seat_named
from core.errors import Invalid
from core.http import go_on as lead_on
from core.http import is_htmx
from core.templatetags.truepace import points_text


def _undo(request: HttpRequest, name: str, item: int | None) -> str:
    """Where a toast's Undo posts to."""
    return reverse(f"ceremonies:{name}", kwargs={"room": request.room.meeting.pk, "item": item}) if item else ""


@room_action(Right.HOST)
def start(request: HttpRequest) -> HttpResponse:
    hosting.start_room(meeting=request.room.meeting, actor=request.user, now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def open_until(request: HttpRequest) -> HttpResponse:
    """No meeting: all stories are open until a time, by the clock of whoever types it, else by the team's."""
    zone = _zone(request.POST.get("zone", "")) or request.room.meeting.team.zone
    deadline = _time(request.POST.get("deadline", ""), zone)
    hosting.open_until(meeting=request.room.meeting, deadline=deadline, actor=request.user, now=timezone.now())
    return done(request, f"Open until {deadline:%A} {deadline.day} {deadline:%B, %H:%M}.")


def _zone(name: str) -> ZoneInfo | None:
    """The zone of a browser; None for one that nobody knows."""
    return ZoneInfo(name) if name in available_timezones() else None


def _time(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text[:40]).replace(tzinfo=zone)
    except ValueError:
        raise Invalid("That is no date and time.", field="deadline", fix="Choose a day and a time.") from None


@room_action(Right.HOST)
def reveal(request: HttpRequest) -> HttpResponse:
    reveal_round(
        meeting=request.room.meeting, round_id=number(request, "round") or 0, by=request.room.seat, now=timezone.now()
    )
    return done(request)


@room_action(Right.HOST)
def again(request: HttpRequest) -> HttpResponse:
    item = number(request, "item")
    hosting.vote_again(meeting=request.room.meeting, item_id=item, now=timezone.now())
    return done(request, "A new round is open.", undo_url=_undo(request, "withdraw", item))


@room_action(Right.HOST)
def withdraw(request: HttpRequest, item: int) -> HttpResponse:
    hosting.withdraw_round(meeting=request.room.meeting, item_id=item, now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def agree(request: HttpRequest) -> HttpResponse:
    item = hosting.agree(
        meeting=request.room.meeting, item_id=number(request, "item"), points=request.POST.get("points", "")[:20],
        actor=request.user, now=timezone.now(),
    )  # fmt: skip
    before = item.points_before
    instead = f": {points_text(item.agreed_points)} instead of {points_text(before)}" if before is not None else ""
    return done(request, f"{item.key} is estimated{instead}.", undo_url=_undo(request, "take_back", item.pk))


@room_action(Right.HOST)
def take_back(request: HttpRequest, item: int) -> HttpResponse:
    hosting.take_estimate_back(meeting=request.room.meeting, item_id=item, actor=request.user, now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def go_on(request: HttpRequest) -> HttpResponse:
    hosting.go_on(meeting=request.room.meeting, actor=request.user, now=timezone.now(), seen=number(request, "item"))
    return done(request)


@room_action(Right.HOST)
def skip(request: HttpRequest) -> HttpResponse:
    item = number(request, "item")
    hosting.skip_story(meeting=request.room.meeting, item_id=item, actor=request.user, now=timezone.now())
    return done(request, "The story is skipped.", undo_url=_undo(request, "bring_back", item))


@room_action(Right.HOST)
def bring_back(request: HttpRequest, item: int) -> HttpResponse:
    hosting.bring_back(meeting=request.room.meeting, item_id=item, now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def close(request: HttpRequest) -> HttpResponse:
    meetings.close_meeting(meeting=request.room.meeting, actor=request.user, now=timezone.now())
    undo = reverse("ceremonies:reopen", kwargs={"room": request.room.meeting.pk})
    return done(request, "The room is closed.", undo_url=undo)


@room_action(Right.HOST)
def reopen(request: HttpRequest) -> HttpResponse:
    meetings.reopen_meeting(meeting=request.room.meeting, actor=request.user, now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def house_rules(request: HttpRequest) -> HttpResponse:
    """Guests, the reveal and reasons: three switches of one form."""
    now, wanted = timezone.now(), request.POST
    meetings.allow_guests(
        meeting=request.room.meeting, is_allowed="guests_allowed" in wanted, actor=request.user, now=now
    )
    hosting.set_house_rules(
        meeting=request.room.meeting, actor=request.user, now=now,
        reveals_by_itself="reveals_by_itself" in wanted, asks_reasons="asks_reasons" in wanted,
    )  # fmt: skip
    return lead_on(request, address_of(request.room.meeting))


@room_action(Right.HOST)
def renew_link(request: HttpRequest) -> HttpResponse:
    meetings.renew_link(meeting=request.room.meeting, actor=request.user, now=timezone.now())
    return lead_on(request, address_of(request.room.meeting), "The old link leads nowhere from now on.")


@room_action(Right.HOST)
def timer(request: HttpRequest) -> HttpResponse:
    """Starts a countdown of `seconds`, or stops it without."""
    meetings.set_timer(meeting=request.room.meeting, seconds=number(request, "seconds"), now=timezone.now())
    return done(request)


@room_action(Right.HOST)
def hand_over(request: HttpRequest) -> HttpResponse:
    seat = meetings.set_facilitator(
        participant=seat_named(request), is_facilitator=request.POST.get("host") == "1",
        actor=request.user, now=timezone.now(),
    )  # fmt: skip
    return done(request, f"{seat.short_name} can run the room." if seat.is_facilitator else "")


@room_action(Right.HOST)
def take_out(request: HttpRequest) -> HttpResponse:
    seat = seat_named(request)
    meetings.leave_seat(participant=seat, now=timezone.now())
    return done(request, f"{seat.short_name} has left the table.")


# The queue


@room_action(Right.HOST)
def add(request: HttpRequest) -> HttpResponse:
    """Adds chosen stories of the backlog, or a typed title as a new one."""
    meeting, now = request.room.meeting, timezone.now()
    keys = keys_named(request)
    if not keys:
        queueing.queue_new_story(
            meeting=meeting, title=request.POST.get("title", "")[:200], actor=request.user, now=now
        )
        return done(request)
    queueing.queue_stories(meeting=meeting, stories=queueing.stories_named(meeting.team, keys), now=now)
    return lead_on(request, address_of(meeting))


@room_action(Right.HOST)
def move(request: HttpRequest) -> HttpResponse:
    queueing.move_in_queue(
        meeting=request.room.meeting, item_id=number(request, "item"), place=number(request, "place") or 0,
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@room_action(Right.HOST)
def remove(request: HttpRequest) -> HttpResponse:
    item = queueing.remove_from_queue(meeting=request.room.meeting, item_id=number(request, "item"), now=timezone.now())
    return done(request, f"{item.key} is out of the queue.")


@require_safe
@room_page(Kind.POKER, Right.HOST)
def choose(request: HttpRequest) -> HttpResponse:
    """The backlog to choose from, what is not estimated first."""
    meeting = request.room.meeting
    queued = meeting.poker.queue.exclude(story=None).values_list("story_id", flat=True)
    context = {"stories": stories_to_choose(meeting.team, without=list(queued)), "room": request.room}
    return render(request, "ceremonies/poker/choose.html" + ("#dialog" if is_htmx(request) else ""), context)
