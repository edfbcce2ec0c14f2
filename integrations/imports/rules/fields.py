"""Which column of a file becomes which of our fields: the fields, their names in other tools, and what is missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.errors import Invalid


class ImportKind(StrEnum):
    STORIES = "stories"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can become. `known_as`: names in other tools, best first. `many`: several columns may.

    `rivals`: tools have two columns of this meaning, so that one left out is worth a look.
    """

    name: str
    label: str
    known_as: tuple[str, ...]
    many: bool = False
    rivals: bool = False


# Names as Jira, Taiga, Linear, Azure DevOps, GitHub, Plane and Thunderdome write them, in the form of `plain`.
STORY_FIELDS: Final = (
    Field("key", "Key", ("issue key", "key", "external reference", "ref", "work item id", "story id", "id", "number",
                         "iid", "sequence id", "referenceid", "issue id")),
    Field("kind", "Kind", ("issue type", "work item type", "type", "kind", "issuetype", "tracker")),
    Field("title", "Title", ("summary", "title", "subject", "name", "user story", "story", "title 1")),
    Field("persona", "Persona", ("persona", "as a", "as an", "user role", "role", "actor")),
    Field("goal", "I want", ("i want", "i want to", "goal", "want")),
    Field("value", "So that", ("so that", "benefit", "value", "why")),
    Field("description", "Description", ("description", "body", "details", "notes", "desc")),
    Field("points", "Points", ("story points", "story point estimate", "storypoint", "storypoints", "story point",
                               "points", "total points", "estimate", "effort", "size"), rivals=True),
    Field("status", "Board column", ("status", "state", "status name", "workflow state", "column", "list")),
    Field("epic", "Epic", ("epic name", "epic", "epic link", "epics", "epic title", "parent summary")),
    Field("labels", "Labels", ("labels", "label", "tags", "tag"), many=True),
    Field("assignee", "Person", ("assignee", "assigned to", "assignees", "assigned user", "assigned to full name",
                                 "owner"), many=True),
    Field("created", "Created on", ("created", "created at", "created date", "creation date", "date created",
                                    "createdat", "created on")),
    Field("criteria", "Acceptance criteria", ("acceptance criteria", "acceptancecriteria", "criteria",
                                              "conditions of satisfaction"), many=True),
)  # fmt: skip

HISTORY_FIELDS: Final = (
    Field("sequence", "Order", ("seq", "sequence", "sprint number", "sprint no", "number", "no", "nr", "sprint",
                                "iteration", "sprint name", "name", "cycle number", "sprint id", "id")),
    Field("committed", "Committed points", ("committed points", "committed", "commitment", "points committed",
                                            "planned points", "planned")),
    Field("completed", "Completed points", ("completed points", "completed", "points completed", "done points",
                                            "delivered", "velocity", "done", "actual")),
    Field("start", "First day", ("start date", "start", "sprint start", "started", "startdate", "begin", "from",
                                 "cycle start")),
    Field("end", "Last day", ("end date", "end", "sprint end", "finish", "finish date", "complete date", "enddate",
                              "until", "to", "cycle end")),
    Field("length", "Length in days", ("planned days", "length in days", "length", "days", "sprint length",
                                       "duration")),
    Field("goal", "Sprint goal", ("sprint goal", "goal")),
)  # fmt: skip

FIELDS: Final = {ImportKind.STORIES: STORY_FIELDS, ImportKind.HISTORY: HISTORY_FIELDS}
# Columns that say whose row it is, where a file holds the rows of several teams or projects.
OWNER_NAMES: Final = {
    ImportKind.STORIES: ("project key", "team", "team name", "project", "project identifier", "project name", "board"),
    ImportKind.HISTORY: ("team", "team name", "board", "squad", "project", "project key"),
}


def plain(name: str) -> str:
    """A column's name without case, punctuation and Jira's “Custom field (…)”."""
    name = name.casefold().strip()
    if found := re.fullmatch(r"custom field \((.+)\)", name):
        name = found[1]
    return " ".join(re.sub(r"[^\w]+|_", " ", name).split())


def guess(kind: ImportKind, names: Sequence[str]) -> dict[str, str]:
    """The field each column most likely becomes, by column name; "" where nothing is like it."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain(name), name)
    chosen = dict.fromkeys(names, "")
    for field in FIELDS[kind]:
        matches = [by_plain[known] for known in field.known_as if known in by_plain and not chosen[by_plain[known]]]
        for name in matches if field.many else matches[:1]:
            chosen[name] = field.name
    return chosen


def resembles(kind: ImportKind, name: str) -> Field | None:
    """The field that a column left out resembles most."""
    words = plain(name)
    likeness = {max(_likeness(known, words) for known in field.known_as): field for field in reversed(FIELDS[kind])}
    best = max(likeness)
    return likeness[best] if best else None


def _likeness(known: str, words: str) -> int:
    """How much of a column's name a known name explains, in letters; short words alone say nothing."""
    if known == words:
        return 1000
    return len(known) if len(known) > 4 and f" {known} " in f" {words} " else 0


def guess_owner(kind: ImportKind, names: Sequence[str]) -> str:
    """The column that says whose row it is, or ""."""
    by_plain = {plain(name): name for name in reversed(names)}
    return next((by_plain[known] for known in OWNER_NAMES[kind] if known in by_plain), "")


def column_named(names: Sequence[str], wanted: str) -> str:
    """The column someone means by `wanted`: its exact name, or one that differs in case and punctuation only.

    Raises Invalid, naming the columns there are.
    """
    found = [name for name in names if name == wanted] or [name for name in names if plain(name) == plain(wanted)]
    if not found:
        shown = ", ".join(names[:30])
        raise Invalid(f"The file has no column “{wanted}”.", field="columns", fix=f"Its columns are: {shown}.")
    return found[0]


def check(kind: ImportKind, columns: Mapping[str, str]) -> None:
    """Raises Invalid when two columns become one field, a field is unknown, or a needed one is missing."""
    fields = {field.name: field for field in FIELDS[kind]}
    taken: dict[str, str] = {}
    for column, name in columns.items():
        if not name:
            continue
        if name not in fields:
            raise Invalid(f"There is no field “{name}”.", field="columns", fix=f"Choose one of {', '.join(fields)}.")
        if name in taken and not fields[name].many:
            raise Invalid(
                f"“{taken[name]}” and “{column}” both become {fields[name].label}.",
                field="columns",
                fix="Leave one of them out.",
            )
        taken[name] = column
    _check_needed(kind, taken)


def _check_needed(kind: ImportKind, taken: Mapping[str, str]) -> None:
    if kind == ImportKind.STORIES and not {"title", "goal"} & set(taken):
        raise Invalid("No column becomes the title.", field="columns", fix="Choose the one that names each story.")
    for needed, label in (("committed", "committed points"), ("completed", "completed points")):
        if kind == ImportKind.HISTORY and needed not in taken:
            raise Invalid(f"No column holds the {label}.", field="columns", fix="Choose it, or add it to the file.")
