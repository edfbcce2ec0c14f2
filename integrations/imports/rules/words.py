"""Other tools' words for kinds of work and for states → ours. Pure."""

from collections.abc import Sequence
from typing import Final

from integrations.imports.rules.fields import plain
from stories.rules import Category, Kind

LEAVE_OUT: Final = "leave out"
ADD: Final = "add"
# What rows of a tracker may be besides stories: an epic, or a task of the story that is its parent.
EPIC: Final = "epic"
TASK: Final = "task of parent"

_KINDS: Final = {
    Kind.STORY: ("story", "user story", "feature", "new feature", "improvement", "enhancement", "suggestion", "wish",
                 "task", "product backlog item", "requirement", "issue", "sub task", "subtask"),
    Kind.BUG: ("bug", "defect", "fault", "error", "problem", "incident", "regression"),
    Kind.DEBT: ("technical debt", "tech debt", "debt", "technical task", "technical story", "chore", "refactoring",
                "maintenance", "enabler", "documentation"),
    Kind.SPIKE: ("spike", "research", "investigation", "experiment", "discovery"),
    LEAVE_OUT: ("epic", "initiative", "theme", "milestone", "test", "test case"),
}  # fmt: skip
_STATES: Final = {
    Category.TODO: ("to do", "todo", "open", "new", "backlog", "ready", "reopened", "triage", "unstarted", "planned",
                    "selected for development", "approved", "proposed", "created", "accepted for development"),
    Category.DOING: ("in progress", "doing", "active", "started", "in development", "development", "wip", "committed",
                     "implementing", "blocked", "on hold"),
    Category.REVIEW: ("in review", "review", "code review", "testing", "in test", "in testing", "qa", "in qa",
                      "ready for test", "ready for review", "verification", "to verify", "uat", "validation"),
    Category.DONE: ("done", "closed", "resolved", "complete", "completed", "finished", "fixed", "released", "shipped",
                    "deployed", "accepted", "verified", "archived", "merged", "implemented"),
    LEAVE_OUT: ("cancelled", "canceled", "rejected", "won t do", "wont do", "won t fix", "wontfix", "duplicate",
                "removed", "invalid", "declined", "obsolete"),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
# Where a workflow lacks a category, the one before it in the flow stands in.
_STAND_INS: Final = {
    Category.DONE: (Category.DONE,),
    Category.REVIEW: (Category.REVIEW, Category.DOING, Category.TODO),
    Category.DOING: (Category.DOING, Category.TODO),
    Category.TODO: (Category.TODO,),
}


def guess_kind(word: str) -> str:
    """Our kind of work for another tool's word, LEAVE_OUT, or "" when it is unknown."""
    return str(_KIND_OF.get(plain(word), ""))


def guess_part(word: str) -> str:
    """Whether rows of this kind are parts of others: EPIC, TASK, or ""."""
    return {"epic": EPIC, "sub task": TASK, "subtask": TASK, "technical sub task": TASK}.get(plain(word), "")


def guess_status(word: str, statuses: Sequence[tuple[int, str, str]]) -> str:
    """The id (as text) of the column of ours that a word means, LEAVE_OUT, or "" when it is unknown.

    `statuses`: (id, name, category) of the team's columns in order; an equal name wins over a likely meaning.
    """
    wanted = plain(word)
    for key, name, _ in statuses:
        if plain(name) == wanted:
            return str(key)
    state = _STATE_OF.get(wanted, "")
    return first_in(state, statuses) if state in _STAND_INS else str(state)


def first_in(category: str, statuses: Sequence[tuple[int, str, str]]) -> str:
    """The id (as text) of the first column of a category, or of the category that stands in for it."""
    for stand_in in _STAND_INS[category]:
        for key, _, found in statuses:
            if found == stand_in:
                return str(key)
    return ""
