"""Impediments: on a story's page, where the work is, and on a page of their own."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError, Invalid
from core.http import domain_error_response, go_on
from core.navigation import team_url
from stories.impediments import confidences, queries, services
from stories.impediments.rules import age
from stories.models import Confidence, Impediment, Story
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.models import Team, User
from teams.rules import Verb

SHOWS = ("open", "mine", "others", "solved")


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:2000].replace("\x00", "")


@require_POST
@team_page(Verb.WRITE_STORIES)
def raise_impediment(request: HttpRequest, key: str) -> HttpResponse:
    """Something blocks the story: `title`, and the `next_step` if one is known."""
    story = find_story(request, key)
    facts = {"title": _text(request, "title"), "next_step": _text(request, "next_step")}
    try:
        services.raise_impediment(team=story.team, story=story, actor=request.user, now=timezone.now(), **facts)
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{key} is marked as blocked.")


@require_POST
@team_page(Verb.WRITE_STORIES)
def resolve_impediment(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """It is out of the way; `resolution` says how."""
    impediment = get_object_or_404(Impediment, story=find_story(request, key), pk=pk)
    services.resolve_impediment(
        impediment=impediment, actor=request.user, now=timezone.now(), resolution=_text(request, "resolution")
    )
    return after_change(request, key, "The impediment is resolved.")


# The team's list


@require_safe
@team_page(Verb.SEE)
def impediments(request: HttpRequest) -> HttpResponse:
    """What is in the team's way, and what of it is solved; `show` is one of open, mine, others, solved."""
    team, now = request.access.team, timezone.now()
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "open"
    still_open = queries.open_ones(team)
    lists = {
        "open": still_open,
        "mine": [row for row in still_open if row.owner == request.user],
        "others": [row for row in still_open if row.other_team_id],
        "solved": queries.solved_ones(team),
    }
    names = {"open": "Open", "mine": "Mine", "others": "Other teams", "solved": "Solved"}
    context = {
        "section": "stories:impediments",
        "show": show,
        "chips": [(key, names[key], len(rows)) for key, rows in lists.items()],
        "rows": [(row, age(row.opened_at, row.resolved_at or now)) for row in lists[show]],
        "confidences": [(one, age(one.told_at, now)) for one in queries.confidences_for(team, request.user)],
        "scrum_masters": queries.scrum_masters(team),
        "neighbours": queries.neighbours(team),
        "people": [member.user for member in team.memberships.current().select_related("user").order_by("user__name")],
        "contacts": _contacts(lists[show]),
    }
    return render(request, "stories/impediments.html", context)


def _contacts(rows: list[Impediment]) -> dict[int, str]:
    """Who speaks for each other team: its Scrum masters (IMP-2)."""
    teams = {team for row in rows if row.other_team_id for team in (row.team, row.other_team)}
    return {team.pk: " and ".join(map(str, queries.scrum_masters(team))) for team in teams}


def _action(verb: Verb) -> Callable:
    """Decorates a form of the list: POST only, authorised, refusals in words."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                return view(request, **kwargs)
            except DomainError as error:
                return domain_error_response(request, error)

        return require_POST(team_page(verb)(wrapped))

    return decorate


def _done(request: HttpRequest, words: str, *, undo: str = "") -> HttpResponse:
    messages.success(request, words, extra_tags=undo)
    return go_on(request, team_url({"request": request}, "stories:impediments"))


def _own(request: HttpRequest, pk: int) -> Impediment:
    return get_object_or_404(Impediment, team=request.access.team, pk=pk)


def _neighbour(request: HttpRequest) -> Team | None:
    sent = _text(request, "other_team")
    found = next((team for team in queries.neighbours(request.access.team) if str(team.pk) == sent), None)
    if sent and found is None:
        raise Invalid("There is no such team.", field="other_team", fix="Choose one of the list.")
    return found


def _story(request: HttpRequest) -> Story | None:
    key = _text(request, "story").strip().upper()
    found = Story.objects.live().filter(team=request.access.team, key=key).first() if key else None
    if key and found is None:
        raise Invalid(f"{key[:24]} is no story of this team.", field="story", fix="Type its key, or leave it empty.")
    return found


@sensitive_post_parameters("title")
@_action(Verb.WRITE_STORIES)
def add(request: HttpRequest) -> HttpResponse:
    """Raises `title` openly, or with `private` = 1 to the Scrum masters alone."""
    team, now = request.access.team, timezone.now()
    if request.POST.get("private") == "1":
        confidences.tell_in_confidence(
            team=team, text=_text(request, "title"), told_by=request.user, now=now,
            is_named=request.POST.get("named") == "1",
        )  # fmt: skip
        return _done(request, "Only the Scrum master reads it.")
    services.raise_impediment(
        team=team, title=_text(request, "title"), story=_story(request), other_team=_neighbour(request),
        next_step=_text(request, "next_step"), actor=request.user, now=now,
    )  # fmt: skip
    return _done(request, "It is on the list.")


def _owner(request: HttpRequest) -> User | None:
    sent = _text(request, "owner")
    is_number = sent.isascii() and sent.isdecimal() and len(sent) < 18
    found = User.objects.filter(pk=int(sent)).first() if is_number else None
    if sent and found is None:
        raise Invalid("There is no such person.", field="owner", fix="Choose somebody of the team.")
    return found


@_action(Verb.WRITE_STORIES)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Owner, next step and the other team."""
    services.follow_up_impediment(
        impediment=_own(request, pk), next_step=_text(request, "next_step"), owner=_owner(request),
        other_team=_neighbour(request), actor=request.user, now=timezone.now(),
    )  # fmt: skip
    return _done(request, "The next step is saved.")


@_action(Verb.WRITE_STORIES)
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    services.resolve_impediment(
        impediment=_own(request, pk), resolution=_text(request, "resolution"), actor=request.user, now=timezone.now()
    )
    return _done(request, "Solved.", undo=team_url({"request": request}, "stories:reopen_impediment", pk=pk))


@_action(Verb.WRITE_STORIES)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_impediment(impediment=_own(request, pk), actor=request.user, now=timezone.now())
    return _done(request, "It is in the way again.")


# In confidence


def _confidence(request: HttpRequest, pk: int) -> Confidence:
    """The services refuse everybody whom it does not concern."""
    return get_object_or_404(Confidence, team=request.access.team, pk=pk)


@_action(Verb.WRITE_STORIES)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told becomes an impediment in the Scrum master's own words."""
    confidences.publish_confidence(
        confidence=_confidence(request, pk), title=_text(request, "title"), actor=request.user, now=timezone.now()
    )
    return _done(request, "Published in your words. What was told to you is erased.")


@_action(Verb.WRITE_STORIES)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    confidences.put_aside(confidence=_confidence(request, pk), actor=request.user, now=timezone.now())
    return _done(request, "It is settled, and what was told is erased.")


@_action(Verb.WRITE_STORIES)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    confidences.take_back(confidence=_confidence(request, pk), actor=request.user)
    return _done(request, "You took it back. Nothing of it is kept.")
