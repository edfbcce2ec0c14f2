"""The team's standup page: write, read what the others wrote, begin a room, and look back."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.views import address_of
from ceremonies.models import StandupAnswer
from ceremonies.standup import queries, rules
from ceremonies.standup.board import board_of
from ceremonies.standup.rules import Words
from ceremonies.standup.services import agreeing, answers, turns
from core.errors import DomainError, Invalid
from core.http import domain_error_response, go_on
from sprints.board.queries import running_sprint
from teams.access import team_page
from teams.models import Team, User
from teams.rules import Verb

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@require_safe
@team_page(Verb.SEE)
def standup(request: HttpRequest) -> HttpResponse:
    """Today's standup; `?day=` shows and takes answers for the next one."""
    team, now = request.access.team, timezone.now()
    open_days = queries.days_to_answer(team, now)
    day = _day(request.GET.get("day", ""))
    day = day if day in open_days else next(iter(open_days), team.today(now))
    found = queries.answers_on(team, day)
    agreement = queries.agreement_of(team)
    context = {
        "section": "ceremonies:standup",
        "day": day,
        "is_today": day == team.today(now),
        "other_day": next((one for one in open_days if one != day), None),
        "rooms": list(team.meetings.of_kind(Kind.STANDUP).open().newest_first()[:5]),
        "answers": found,
        "own": _own(team, request.user, day, found, now) if request.access.may(Verb.VOTE) and open_days else None,
        "unheard": _unheard(team, day, found),
        "agreement": agreement,
        "is_written": rules.is_written(day, agreement.written_on),
        "digest": team.posted_standups.filter(day=day).first(),
        "weekdays": [(number, WEEKDAYS[number], number in agreement.written_on) for number in team.working_days],
    }
    return render(request, "ceremonies/standup/standup.html", context)


@require_safe
@team_page(Verb.SEE)
def beside(request: HttpRequest) -> HttpResponse:
    """The running sprint's board, in a line for each story; fetched by the room, and again when the board changes."""
    sprint = running_sprint(request.access.team)
    if sprint is not None:
        sprint.team = request.access.team
    context = {"sprint": sprint, "columns": board_of(sprint) if sprint else []}
    return render(request, "ceremonies/standup/_board.html", context)


def _own(team: Team, user: User, day: date, found: list[StandupAnswer], now: datetime) -> StandupAnswer:
    """What the person wrote, else an empty answer that says already what they moved."""
    mine = next((answer for answer in found if answer.user_id == user.pk), None)
    return mine or StandupAnswer(yesterday=queries.moved_by(team, user, day, now))


def _unheard(team: Team, day: date, found: list[StandupAnswer]) -> list[User]:
    wrote = {answer.user_id for answer in found}
    return [user for user in queries.expected_on(team, day) if user.pk not in wrote]


def _day(text: str) -> date | None:
    try:
        return parse_date(text[:20])
    except ValueError:
        return None


def _address(request: HttpRequest, day: date | None = None) -> str:
    address = reverse("ceremonies:standup", kwargs=request.access.team.url_kwargs)
    return f"{address}?day={day:%Y-%m-%d}" if day else address


@require_POST
@team_page(Verb.VOTE)
def write(request: HttpRequest) -> HttpResponse:
    """Three answers for `day`."""
    sent = request.POST
    words = Words(*(sent.get(name, "")[:5000] for name in ("yesterday", "today", "in_the_way")))
    try:
        day = _day(sent.get("day", ""))
        if day is None:
            raise Invalid("That is no day.", field="day", fix="Open the standup page again.")
        answers.write_answer(team=request.access.team, user=request.user, day=day, words=words, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, _address(request, day), "Your answer is there for the others.")


@require_POST
@team_page(Verb.WRITE_STORIES)
def log_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What an answer says is in the way becomes an impediment."""
    answer = get_object_or_404(StandupAnswer, team=request.access.team, pk=pk)
    try:
        answers.log_impediment_of(answer=answer, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, _address(request, answer.day), "The Scrum master has it as an impediment.")


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Opens today's standup, or leads into the one that is open."""
    meeting = turns.open_standup(team=request.access.team, actor=request.user, now=timezone.now())
    return redirect(address_of(meeting))


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def agree(request: HttpRequest) -> HttpResponse:
    """Call link, cameras, and on which days the team writes until when."""
    sent = request.POST
    try:
        agreeing.agree_on_standups(
            team=request.access.team, call_link=sent.get("call_link", "")[:1000], camera=sent.get("camera", "")[:1000],
            written_on=_weekdays(sent.getlist("written_on")), cutoff=_clock(sent.get("cutoff", "")),
            actor=request.user, now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, _address(request), "The agreement is saved.")


def _weekdays(sent: list[str]) -> list[int]:
    return [int(day) if day in ("0", "1", "2", "3", "4", "5", "6") else -1 for day in sent[:8]]


def _clock(text: str):
    try:
        found = parse_time(text[:8])
    except ValueError:
        found = None
    if found is None:
        raise Invalid("That is no time of day.", field="cutoff", fix="Write it like 10:00.")
    return found


@require_safe
@team_page(Verb.SEE)
def history(request: HttpRequest) -> HttpResponse:
    """What was written before: `q` for words, `person` for one of the team."""
    team = request.access.team
    text, person = request.GET.get("q", "")[:200].replace("\x00", ""), request.GET.get("person", "")
    user_id = int(person) if person.isascii() and person.isdecimal() and len(person) < 10 else None
    people = User.objects.filter(pk__in=team.standup_answers.values("user")).order_by("name", "pk")
    context = {
        "section": "ceremonies:standup",
        "text": text,
        "person": user_id,
        "people": list(people),
        "found": queries.search_answers(team, text=text, user_id=user_id),
        "most": queries.FOUND_AT_MOST,
        "closed": list(team.meetings.of_kind(Kind.STANDUP).exclude(closed_at=None).newest_first()[:20]),
    }
    return render(request, "ceremonies/standup/history.html", context)
