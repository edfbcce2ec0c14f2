"""The sprint board: one page, one move, and what a card's menu opens."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from core.errors import Conflict, DomainError, Invalid
from core.http import add_to_form, domain_error_response, is_htmx, toast
from sprints.board import page, queries
from sprints.board.forms import ImpedimentForm, PeopleForm
from sprints.board.services import move_card
from sprints.models import Sprint
from stories.impediments.services import raise_impediment
from stories.models import Status, Story
from stories.permissions import override_gate
from stories.story.services import edit_story
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def board(request: HttpRequest) -> HttpResponse:
    """The running sprint's board; for the page's own scripts only what changes of it."""
    return _shown(request, "sprints/board.html", "sprints/no_board.html")


@require_safe
@team_page(Verb.SEE)
def wall(request: HttpRequest) -> HttpResponse:
    """The same board for a meeting-room screen (BRD-5): nothing to press, everything by the wire."""
    return _shown(request, "sprints/wall.html", "sprints/wall.html")


def _shown(request: HttpRequest, template: str, empty: str) -> HttpResponse:
    access, now = request.access, timezone.now()
    sprint = queries.running_sprint(access.team)
    if sprint is None:
        return render(request, empty, {"section": "sprints:board"})
    etag = _tag(request, sprint, now)
    answer = get_conditional_response(request, etag=etag) or _page(request, template, sprint, now)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _tag(request: HttpRequest, sprint: Sprint, now) -> str:
    if "messages" in request.COOKIES:  # a toast that waits to be shown once
        return f'"{request.id}"'
    today = now.astimezone(request.access.team.zone).date()
    get_token(request)
    secret = request.META["CSRF_COOKIE"]  # the page carries a token made of it
    return page.tag(request.access, sprint, today, request.get_full_path(), is_htmx(request), secret)


def _page(request: HttpRequest, template: str, sprint: Sprint, now) -> HttpResponse:
    template = "sprints/_board_fragment.html" if is_htmx(request) else template
    shown = page.read_page(request.access, sprint, request.GET, now)
    return render(request, template, {"sprint": sprint, "page": shown, "access": request.access})


def _running(request: HttpRequest) -> Sprint:
    if sprint := queries.running_sprint(request.access.team):
        sprint.team = request.access.team
        return sprint
    raise Conflict("No sprint is running now.", fix="The sprint was closed meanwhile: its board is history.")


def _status(request: HttpRequest, name: str) -> Status | None:
    """The column that a field names; raises Invalid for one that the team does not have."""
    value = request.POST.get(name, "")
    found = request.access.team.statuses.filter(pk=value).first() if value.isdecimal() else None
    if found is None and (value or name == "status"):
        raise Invalid("The board has no such column.", field=name, fix="Reload the page: the columns have changed.")
    return found


def _story(request: HttpRequest, key: str) -> Story:
    return get_object_or_404(Story, team=request.access.team, key=key)


def _neighbour(request: HttpRequest, name: str) -> Story | None:
    key = request.POST.get(name)
    return Story.objects.filter(team=request.access.team, key=key).first() if key else None


@require_POST
@team_page(Verb.WRITE_STORIES)
def move(request: HttpRequest) -> HttpResponse:
    """Moves the card `story` into the column `status`, `before` or `after` another story.

    `seen` is the column in which a move that waited was made. What changed comes over the wire, to the mover too.
    """
    try:
        story = move_card(
            sprint=_running(request),
            story=_story(request, request.POST.get("story", "")),
            status=_status(request, "status"),
            actor=request.access.user,
            now=timezone.now(),
            before=_neighbour(request, "before"),
            after=_neighbour(request, "after"),
            seen=_status(request, "seen"),
            override=override_gate(request.access, request.POST.get("override_reason")),
        )
    except DomainError as error:
        return domain_error_response(request, error)
    if is_htmx(request):
        return HttpResponse(status=204)
    return toast(request, _to_board(request), f"{story.key} is in {story.status.name}.")


def _to_board(request: HttpRequest) -> HttpResponse:
    return redirect(reverse("sprints:board", kwargs=request.access.team.url_kwargs))


def _done(request: HttpRequest, text: str) -> HttpResponse:
    """The dialog closes, or a plain post goes back to the board. The card itself comes over the wire."""
    if is_htmx(request):
        return toast(request, trigger_client_event(HttpResponse(status=204), "closeDialog"), text)
    return toast(request, _to_board(request), text)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, which may be nothing at all; None when it is only asked for."""
    return request.POST if request.method == "POST" else None


def _dialog(request: HttpRequest, name: str, form: Form, story: Story, **context) -> HttpResponse:
    template = f"sprints/{name}.html" + ("#dialog" if is_htmx(request) else "")
    context |= {"form": form, "story": story, "section": "sprints:board"}
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.WRITE_STORIES)
def card_people(request: HttpRequest, key: str) -> HttpResponse:
    """Who works on a card: asked in a dialog."""
    story = _story(request, key)
    form = PeopleForm(_sent(request), story=story, viewer=request.access.user)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["people"]
        try:
            edit_story(story=story, actor=request.access.user, now=timezone.now(), assignees=people)
        except DomainError as error:
            add_to_form(form, error)
        else:
            names = " and ".join(str(person) for person in people) or "Nobody"
            return _done(request, f"{names} on {story.key}.")
    return _dialog(request, "card_people", form, story)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.WRITE_STORIES)
def card_impediment(request: HttpRequest, key: str) -> HttpResponse:
    """What is in the way of a card: asked in a dialog."""
    story = _story(request, key)
    form = ImpedimentForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            raise_impediment(
                team=request.access.team, story=story, actor=request.access.user, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            add_to_form(form, error)
        else:
            return _done(request, f"{story.key} is marked as blocked.")
    still_open = story.impediments.filter(resolved_at=None).order_by("opened_at")
    return _dialog(request, "card_impediment", form, story, impediments=still_open)
