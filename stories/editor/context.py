"""What the sentence editor shows: the form, hints on readiness, and what somebody else saved meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from core.errors import Conflict
from core.templatetags.truepace import points_text
from stories.backlog.queries import largest_size
from stories.backlog.rules import age_in_months, is_stale
from stories.editor.forms import StoryForm
from stories.models import Story
from stories.rules import KIND_NAMES, ready_gaps
from stories.story.queries import facts_of
from stories.story.rules import hints
from teams.access import Access
from teams.rules import Verb


def blank_editor(access: Access, form: StoryForm | None = None, title: str = "") -> dict[str, Any]:
    """The editor for a new story, which may have a title already, or for one that could not be saved yet."""
    return {
        "form": form or StoryForm(access=access, title=title),
        "story": None,
        "may_manage_personas": access.may(Verb.MANAGE_PERSONAS),
    }


def editor_of(access: Access, story: Story, form: StoryForm | None = None, theirs: Mapping | None = None) -> dict:
    """The editor of a saved story; `theirs` is what is saved now in fields where the form says something else."""
    facts, now = facts_of(story), timezone.now()
    obstacles = story.impediments.filter(resolved_at=None).values_list("title", flat=True)
    return {
        "form": form or StoryForm(access=access, story=story),
        "story": story,
        "theirs": theirs or {},
        "is_ready": not ready_gaps(facts),
        "gaps": [text for text, ticked in facts.ready_items if not ticked],
        "hints": hints(
            facts, largest=largest_size(access.team), obstacles=list(obstacles), in_sprint=not story.in_backlog
        ),
        "age_months": age_in_months(story.created_at, now) if is_stale(story.created_at, now) else None,
        "may_manage_personas": access.may(Verb.MANAGE_PERSONAS),
    }


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    return KIND_NAMES[value] if name == "kind" else points_text(value) if name == "timebox_days" else str(value)


def what_others_saved(form: StoryForm, story: Story, conflict: Conflict) -> dict[str, str]:
    """The saved value of each field in which `form` differs, as people read it."""
    sent = form.cleaned_data
    theirs = {name: _words(name, value) for name, value in conflict.current.items()}
    for name in ("labels", "assignees"):
        saved = sorted(map(str, getattr(story, name).all()))
        if saved != sorted(map(str, sent[name])):
            theirs[name] = ", ".join(saved) or "nothing"
    return theirs
