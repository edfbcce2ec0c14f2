"""What the story page shows, and the answer that every action on it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import trigger_client_event

from core.http import is_htmx, toast
from core.navigation import team_url
from live.publish import version_of
from stories.backlog.rules import age_in_months, is_stale
from stories.comments.queries import comments_of, people_who_see
from stories.links.queries import links_of, seen_teams
from stories.links.rules import WAY_NAMES
from stories.models import ChecklistItem, Story
from stories.permissions import may_take_back_any
from stories.rules import Facts, Gate, Kind, sentence_gaps, size_gaps
from stories.story.queries import checklist, facts_of, history

RECENT = 10
LATEST_COMMENTS = 30
# What the address may ask to be shown whole.
WHOLE = ("history", "comments")


@dataclass(frozen=True)
class CheckLine:
    """One line of a Definition of Ready or Done; without an `item` it follows from the story itself."""

    text: str
    is_met: bool
    item: ChecklistItem | None = None


@dataclass(frozen=True)
class Checklist:
    gate: str
    lines: Sequence[CheckLine]

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)

    @property
    def is_met(self) -> bool:
        return self.met == len(self.lines)


def _team_lines(story: Story, gate: Gate) -> list[CheckLine]:
    return [CheckLine(item.text, ticked, item) for item, ticked in checklist(story, gate)]


def ready_checklist(story: Story, facts: Facts) -> Checklist:
    """What the team asks before it commits: the sentence, the size, and its own lines."""
    lines = [CheckLine("Persona, goal and value are written", not sentence_gaps(facts))]
    size = "Timebox and question are set" if facts.kind == Kind.SPIKE else "Estimated by the team"
    lines = (lines if facts.kind == Kind.STORY else []) + [CheckLine(size, not size_gaps(facts))]
    return Checklist(Gate.READY, lines + _team_lines(story, Gate.READY))


def done_checklist(story: Story, facts: Facts) -> Checklist:
    """What the team asks before Done: every criterion, and its own lines."""
    criteria = [CheckLine("Every criterion is shown to work", all(facts.criteria_met))] if facts.criteria_met else []
    answer = [CheckLine("What was learned is written down", facts.learned)] if facts.kind == Kind.SPIKE else []
    return Checklist(Gate.DONE, answer + criteria + _team_lines(story, Gate.DONE))


def find_story(request: HttpRequest, key: str) -> Story:
    """The team's story of that key, with what its page needs; Http404 otherwise."""
    stories = Story.objects.select_related("persona", "status", "epic", "created_by", "team__organisation")
    return get_object_or_404(stories, team=request.access.team, key=key)


def story_context(request: HttpRequest, key: str) -> dict[str, Any]:
    """Everything on the page, read after its version: a change in between is fetched again, never missed."""
    version = version_of(f"backlog:{request.access.team.pk}")
    story, now = find_story(request, key), timezone.now()
    talk_version = version_of(f"story:{story.pk}")
    facts, diary = facts_of(story), list(history(story))
    shows_all = "history" in request.GET
    criteria = list(story.criteria.select_related("met_by"))
    tasks = list(story.tasks.all())
    impediments = list(story.impediments.filter(resolved_at=None).select_related("raised_by", "owner").order_by("pk"))
    return {
        "topic": f"backlog:{request.access.team.pk}",
        "version": version,
        "story": story,
        "criteria": criteria,
        "criteria_met": sum(criterion.met_at is not None for criterion in criteria),
        "tasks": tasks,
        "tasks_done": sum(task.done_at is not None for task in tasks),
        "ready": ready_checklist(story, facts),
        "done": done_checklist(story, facts),
        "statuses": list(request.access.team.statuses.all()),
        "impediments": impediments,
        "blocked_days": (now - impediments[0].opened_at).days if impediments else 0,
        "overrides": list(story.overrides.select_related("by")),
        "assignees": list(story.assignees.all()),
        "labels": list(story.labels.all()),
        "attachments": list(story.attachments.shown().select_related("added_by")),
        "links": links_of(story, seen_teams(request.user)),
        "ways": WAY_NAMES.items(),
        "entries": diary if shows_all else diary[:RECENT],
        "entry_count": len(diary),
        "shows_all": shows_all,
        "archive_entry": next((entry for entry in diary if entry.verb == "archived"), None),
        "page_query": "&".join(f"{name}=all" for name in WHOLE if name in request.GET),
        "age_months": age_in_months(story.created_at, now) if is_stale(story.created_at, now) else None,
    } | _talk(request, story, talk_version)


def _talk(request: HttpRequest, story: Story, version: int) -> dict[str, Any]:
    """The comments, and who can be brought in by a new one."""
    comments = comments_of(story)
    count = comments.count()
    skipped = 0 if "comments" in request.GET else max(0, count - LATEST_COMMENTS)
    return {
        "talk_topic": f"story:{story.pk}",
        "talk_version": version,
        "comments": list(comments[skipped:]),
        "comment_count": count,
        "mentionable": list(people_who_see(request.access.team)),
        "may_take_back_any": may_take_back_any(request.access),
    }


def story_page(request: HttpRequest, key: str, status: int = 200) -> HttpResponse:
    """The page, or for htmx its content alone."""
    is_part = is_htmx(request) and not request.htmx.history_restore_request
    template = "stories/_story.html" if is_part else "stories/story.html"
    context = story_context(request, key) | {"is_part": is_part}
    return render(request, template, context, status=status)


def after_change(request: HttpRequest, key: str, words: str = "", *, undo: str = "", **part: int | str) -> HttpResponse:
    """The answer to an action on the story: its fresh page.

    `undo` names the page that takes the action back, `part` the part of the story that it is about.
    """
    undo_url = team_url({"request": request}, undo, key=key, **part) if undo else ""
    if not is_htmx(request):
        answer = redirect(team_url({"request": request}, "stories:story", key=key))
    elif request.htmx.target == "story":
        answer = story_page(request, key)
    else:  # asked from elsewhere, as by a toast's Undo: whatever shows the story fetches it
        answer = trigger_client_event(trigger_client_event(HttpResponse(status=204), "storyChanged"), "backlogChanged")
    return toast(request, answer, words, undo_url=undo_url) if words else answer
