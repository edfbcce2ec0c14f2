"""The backlog page, its list as a fragment, and moves in its order."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from core.errors import DomainError
from core.http import domain_error_response, is_htmx, toast
from core.navigation import team_url
from live.publish import version_of
from stories.backlog import queries, services
from stories.backlog.forms import OrderForm, StoryFilter
from stories.editor.context import blank_editor, editor_of
from stories.models import Story
from teams.access import team_page
from teams.models import Team
from teams.rules import Verb

CHANGED = "backlogChanged"
PAST_THE_END = 10**6


@dataclass(frozen=True)
class Chip:
    """One of the quick filters: pressing it again takes it off."""

    name: str
    label: str
    count: int
    address: str
    is_active: bool
    icon: str = ""


def _address(data: QueryDict, **changes: str | None) -> str:
    """The page's own address with some filters changed, from its first page on."""
    data = data.copy()
    for name, value in {"page": None, **changes}.items():
        data.pop(name, None)
        if value:
            data[name] = value
    return f"?{data.urlencode()}"


def _chips(data: QueryDict, active: dict, counts: dict[str, int]) -> list[Chip]:
    def chip(key, label, name, value, icon=""):
        pressed = active.get(name) == value
        return Chip(key, label, counts[key], _address(data, **{name: None if pressed else value}), pressed, icon)

    return [
        Chip("all", "All", counts["all"], _address(QueryDict()), not active),
        chip("ready", "Ready", "ready", "yes"),
        chip("unestimated", "Not estimated", "points", "none"),
        chip("old", "Older than 6 months", "age", "6", "hourglass"),
        chip("big", "Too big", "points", "big"),
    ]


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _list_context(request: HttpRequest) -> dict:
    team, now = request.access.team, timezone.now()
    topic = f"backlog:{team.pk}"
    version = version_of(topic)  # before the rows: a change in between is then fetched again, never missed
    largest = queries.largest_size(team)
    filters = StoryFilter(request.GET, request=request, now=now, largest=largest)
    counts = queries.counts(team, now=now, largest=largest)
    # Unfiltered, the list is the whole backlog, which is counted already.
    total = queries.total_of(filters.qs) if filters.active else queries.Total(counts["all"], counts["size"])
    number = _page_number(request.GET.get("page", ""))
    page = queries.page_of(filters.qs, total, number, now=now, largest=largest)
    return {
        "topic": topic,
        "version": version,
        "filters": filters,
        "page": page,
        "counts": counts,
        "largest": largest,
        "chips": _chips(request.GET, filters.active, counts),
        "query": request.GET.copy().urlencode(),
        "pages": [(number, _page_address(request.GET, number)) for number in page.numbers],
        "may_order": request.access.may(Verb.ORDER_BACKLOG) and filters.keeps_order,
        "may_write": request.access.may(Verb.WRITE_STORIES),
        "open_key": request.GET.get("story", ""),
    }


def _page_address(data: QueryDict, number: int) -> str:
    data = data.copy()
    data["page"] = str(number)
    return f"?{data.urlencode()}"


def _open_editor(request: HttpRequest) -> dict:
    """What stands beside the list: the story that the address names, a new one, or nothing."""
    key, access = request.GET.get("story", ""), request.access
    if not key or not access.may(Verb.WRITE_STORIES):
        return {}
    if key == "new":
        return blank_editor(access)
    story = Story.objects.filter(team=access.team, key=key[:24].replace("\x00", "")).first()
    return editor_of(access, story) if story else {}


@require_GET
@team_page(Verb.SEE)
def backlog(request: HttpRequest) -> HttpResponse:
    """The ordered list beside the editor; htmx gets the list alone."""
    context = _list_context(request)
    if is_htmx(request) and not request.htmx.history_restore_request:
        # The filters' own form keeps what is typed in it; a chip changes it.
        context["with_fields"] = (request.htmx.trigger or "").startswith("chip-")
        return render(request, "stories/_backlog.html", context)
    return render(request, "stories/backlog.html", context | {"editor": _open_editor(request)})


@require_POST
@team_page(Verb.ORDER_BACKLOG)
def order(request: HttpRequest) -> HttpResponse:
    """Moves the story named by `story`: `to` top or bottom, to a `position`, or right `before` or `after` another."""
    team = request.access.team
    story = get_object_or_404(Story, team=team, key=request.POST.get("story", "")[:24].replace("\x00", ""))
    try:
        words = _move(team, story, *OrderForm(request.POST).target(), actor=request.user)
    except DomainError as error:
        return domain_error_response(request, error)
    if not is_htmx(request):
        return toast(request, redirect(team_url({"request": request}, "stories:backlog")), words)
    answer = trigger_client_event(HttpResponse(status=204), CHANGED)
    is_seen = {"before", "after"} & set(request.POST)  # dragged: the row itself shows where it went
    return answer if is_seen else toast(request, answer, words)


def _move(team: Team, story: Story, how: str, value, *, actor) -> str:
    """Does what an `OrderForm` asks for, and says it."""
    change = {"story": story, "actor": actor, "now": timezone.now()}
    if how == "position":
        services.rank_story_at(position=value, **change)
        return f"{story.key} moved to position {value}."
    if how == "to":
        services.rank_story_at(position=1 if value == "top" else PAST_THE_END, **change)
        return f"{story.key} moved to the {value}."
    services.rank_story(**{how: get_object_or_404(Story, team=team, key=value)}, **change)
    return f"{story.key} moved {how} {value}."
