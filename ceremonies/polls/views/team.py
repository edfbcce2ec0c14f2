"""Polls outside a room: the team's list, one poll, and those that wait on Today."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from ceremonies.models import Poll
from ceremonies.polls import queries, rules, services
from ceremonies.polls.page import shown_poll, shown_polls
from ceremonies.polls.views import shared
from core.errors import DomainError
from core.http import domain_error_response, go_on, is_htmx, toast
from live.publish import version_of
from teams.access import Access, team_page
from teams.rules import Verb


def _poll(request: HttpRequest, poll: int) -> Poll:
    rows = Poll.objects.select_related("asked_by", "meeting").prefetch_related("options")
    return get_object_or_404(rows, team=request.access.team, meeting=None, pk=poll)


def may_answer(access: Access, poll: Poll) -> bool:
    """Who takes part in polls, and stakeholders who are invited."""
    return access.may(Verb.VOTE) or poll.for_stakeholders


def _address(request: HttpRequest, poll: Poll) -> str:
    return reverse("ceremonies:poll", kwargs={**request.access.team.url_kwargs, "poll": poll.pk})


def _context(request: HttpRequest, polls: list[Poll]) -> dict:
    """What pages with polls need besides: their topic and the viewer's own answers."""
    topic = f"polls:{request.access.team.pk}"
    return {
        "topic": topic,
        "version": version_of(topic),
        "mine": {poll.pk: queries.own_choice(poll, request.user) for poll in polls},
        "section": "ceremonies:polls",
    }


@require_safe
@team_page(Verb.SEE)
def polls(request: HttpRequest) -> HttpResponse:
    """Open polls, results, and a new one."""
    team, now = request.access.team, timezone.now()
    found = queries.open_polls(team, now)
    context = _context(request, found)
    waiting = team.polls.filter(meeting=None, closed_at=None, opens_at__gt=now).prefetch_related("options")
    closed = list(team.polls.closed().filter(meeting=None).prefetch_related("options").order_by("-closed_at")[:10])
    context |= {
        "open_polls": shown_polls(found, now),
        "waiting": list(waiting.order_by("opens_at")),
        "closed": shown_polls(closed, now),
        "templates": rules.TEMPLATES,
        "example": rules.EXAMPLE,
        "trends": [(one, queries.trend_of(team, one.key)) for one in (rules.TEMPLATES[0], *rules.HEALTH)],
    }
    return render(request, "ceremonies/polls/polls.html" + ("#live" if is_htmx(request) else ""), context)


@require_POST
@team_page(Verb.VOTE)
def new(request: HttpRequest) -> HttpResponse:
    """Asks the team: a template by its key, or a question with its options."""
    team, now = request.access.team, timezone.now()
    address = reverse("ceremonies:polls", kwargs=team.url_kwargs)
    try:
        manner = shared.manner(request, team)
        if key := request.POST.get("template", ""):
            services.ask_template(team=team, key=key[:40], actor=request.user, now=now, manner=manner)
        else:
            services.ask_poll(team=team, draft=shared.drafted(request), actor=request.user, now=now, manner=manner)
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, address, "The poll is asked.")


@require_safe
@team_page(Verb.SEE)
def poll(request: HttpRequest, poll: int) -> HttpResponse:
    """One poll: where links in comments lead."""
    found = _poll(request, poll)
    context = _context(request, [found]) | {"one": shown_poll(found, timezone.now())}
    return render(request, "ceremonies/polls/poll.html" + ("#live" if is_htmx(request) else ""), context)


@require_safe
@team_page(Verb.SEE)
def today(request: HttpRequest) -> HttpResponse:
    """Open polls on Today, for whoever may answer them."""
    found = [one for one in queries.open_polls(request.access.team, timezone.now()) if may_answer(request.access, one)]
    context = _context(request, found) | {"polls": shown_polls(found[:3], timezone.now())}
    return render(request, "ceremonies/polls/_today.html", context)


@require_safe
@team_page(Verb.SEE)
def of_story(request: HttpRequest, key: str) -> HttpResponse:
    """Polls that were asked in the comments of a story."""
    rows = request.access.team.polls.filter(story__key=key[:24], meeting=None).prefetch_related("options")
    found = list(rows.order_by("-asked_at")[:3])
    context = _context(request, found) | {"polls": shown_polls(found, timezone.now())}
    return render(request, "ceremonies/polls/_today.html", context)


@sensitive_post_parameters("option")
@require_POST
@team_page(Verb.SEE)
def answer(request: HttpRequest, poll: int) -> HttpResponse:
    found = _poll(request, poll)
    if not may_answer(request.access, found):
        raise PermissionDenied("This poll asks the team.")
    try:
        return shared.answer(request, found, request.user, _address(request, found))
    except DomainError as error:
        return domain_error_response(request, error)


@require_POST
@team_page(Verb.VOTE)
def add_option(request: HttpRequest, poll: int) -> HttpResponse:
    found = _poll(request, poll)
    try:
        shared.add_option(request, found)
    except DomainError as error:
        return domain_error_response(request, error)
    return HttpResponse(status=204) if is_htmx(request) else redirect(_address(request, found))


@require_POST
@team_page(Verb.VOTE)
def close(request: HttpRequest, poll: int) -> HttpResponse:
    found = _poll(request, poll)
    shared.require_closer(found, request.user, runs=request.access.may(Verb.RUN_CEREMONIES))
    services.close_poll(poll=found, actor=request.user, now=timezone.now())
    reply = HttpResponse(status=204) if is_htmx(request) else redirect(_address(request, found))
    return toast(request, reply, "The poll is closed.")
