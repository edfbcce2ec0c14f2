"""Writing and editing stories: the same editor beside the backlog and as a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url, trigger_client_event

from core.errors import Conflict, DomainError
from core.http import add_to_form, is_htmx, toast
from core.navigation import team_url
from stories.backlog.queries import largest_size
from stories.editor.context import blank_editor, editor_of, what_others_saved
from stories.editor.fields import CriteriaWidget
from stories.editor.forms import StoryForm
from stories.editor.rules import Draft, advise
from stories.models import Story
from stories.rules import parse_points
from teams.access import team_page
from teams.rules import Verb

BACKLOG_CHANGED = "backlogChanged"


@require_http_methods(["GET", "POST"])
@team_page(Verb.WRITE_STORIES)
def create(request: HttpRequest) -> HttpResponse:
    """A new story; the address may bring its `title`."""
    if request.method == "GET":
        title = request.GET.get("title", "").replace("\x00", "")[:200]
        return _show(request, blank_editor(request.access, title=title))
    form = StoryForm(request.POST, access=request.access)
    if story := _save(form):
        return _saved(request, story, f"{story.key} is in the backlog.")
    return _show(request, blank_editor(request.access, form), status=422)


@require_http_methods(["GET", "POST"])
@team_page(Verb.WRITE_STORIES)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """An existing story. A stale form comes back with what is saved now beside what was typed."""
    access = request.access
    story = Story.objects.filter(team=access.team, key=key).first()
    if story is None:
        return _gone(request, key)
    if request.method == "GET":
        return _show(request, editor_of(access, story))
    form = StoryForm(request.POST, access=access, story=story)
    try:
        saved = _save(form)
    except Conflict as conflict:
        return _show(request, _stale_editor(request, form, story, conflict), status=422)
    if saved:
        return _saved(request, saved, f"{saved.key} is saved.")
    return _show(request, editor_of(access, story, form), status=422)


@require_POST
@team_page(Verb.WRITE_STORIES)
def writing_help(request: HttpRequest) -> HttpResponse:
    """What could be clearer in a story as far as it is typed (STO-4). Changes nothing."""
    advice = advise(_typed(request.POST), largest=largest_size(request.access.team))
    return render(request, "stories/_writing_help.html", {"advice": advice})


def _typed(data: QueryDict) -> Draft:
    """What is typed; points that make no sense are none."""
    try:
        points = parse_points(data.get("points"))
    except DomainError:
        points = None
    texts = {name: data.get(name, "")[:2000] for name in ("kind", "title", "goal", "value", "question")}
    lines = CriteriaWidget().value_from_datadict(data, {}, "criteria")
    return Draft(criteria=[line.text[:500] for line in lines], points=points, **texts)


def _gone(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing to open; but what somebody typed on a story that is deleted by now can become a new one."""
    if request.method == "GET":
        raise Http404(f"No story {key}.")
    form = StoryForm(request.POST, access=request.access)
    form.add_error(None, f"{key} was deleted in the meantime. Your text is here: save it as a new story, or leave it.")
    return _show(request, blank_editor(request.access, form), status=422)


def _save(form: StoryForm) -> Story | None:
    """The saved story, or None with the errors in the form. Raises Conflict for a stale form."""
    if not form.is_valid():
        return None
    try:
        return form.save(now=timezone.now())
    except Conflict:
        raise
    except DomainError as error:
        error.field = "criteria" if error.field == "criterion" else error.field
        add_to_form(form, error)
        return None


def _stale_editor(request: HttpRequest, form: StoryForm, story: Story, conflict: Conflict) -> dict:
    """The editor with both texts: what was typed, and what is saved now."""
    add_to_form(form, conflict)
    story = get_object_or_404(Story, pk=story.pk)
    theirs = what_others_saved(form, story, conflict)
    form.catch_up(story)
    return editor_of(request.access, story, form, theirs)


def _show(request: HttpRequest, editor: dict, status: int = 200) -> HttpResponse:
    template = "stories/_editor.html" if _in_panel(request) else "stories/editor.html"
    return render(request, template, {"editor": editor, "in_panel": _in_panel(request)}, status=status)


def _in_panel(request: HttpRequest) -> bool:
    return is_htmx(request) and not request.htmx.history_restore_request


def _saved(request: HttpRequest, story: Story, words: str) -> HttpResponse:
    if not _in_panel(request):
        return toast(request, redirect(team_url({"request": request}, "stories:story", key=story.key)), words)
    answer = _show(request, editor_of(request.access, Story.objects.get(pk=story.pk)))
    address = team_url({"request": request}, "stories:backlog") + f"?story={story.key}"
    return toast(request, trigger_client_event(replace_url(answer, address), BACKLOG_CHANGED), words)
