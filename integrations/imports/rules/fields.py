"""Which column of a file becomes which of our fields: the fields, their names in other tools, and what is missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import Invalid


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


def plain(name: str) -> str:
    """A column's name without case, punctuation and Jira's “Custom field (…)”."""
    name = name.casefold().strip()
    if found := re.fullmatch(r"custom field \((.+)\)", name):
        name = found[1]
    return " ".join(re.sub(r"[^\w]+|_", " ", name).split())


@dataclass(frozen=True)
class Needed:
    """A mapping needs one of `names`; without it `message` and `fix` say what is missing, which is called `label`."""

    names: frozenset[str]
    label: str
    message: str
    fix: str


@dataclass(frozen=True)
class FieldSet:
    """What the columns of one format can become. `owner_names`: columns that say whose row it is."""

    fields: tuple[Field, ...]
    needed: tuple[Needed, ...]
    owner_names: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether a column can become the field `name`."""
        return any(field.name == name for field in self.fields)

    def guess(self, names: Sequence[str]) -> dict[str, str]:
        """The field each column most likely becomes, by column name; "" where nothing is like it."""
        by_plain: dict[str, str] = {}
        for name in names:
            by_plain.setdefault(plain(name), name)
        chosen = dict.fromkeys(names, "")
        for field in self.fields:
            matches = [by_plain[known] for known in field.known_as if known in by_plain and not chosen[by_plain[known]]]
            for name in matches if field.many else matches[:1]:
                chosen[name] = field.name
        return chosen

    def resembles(self, name: str) -> Field | None:
        """The field that a column left out resembles most."""
        words = plain(name)
        likeness = {max(_likeness(known, words) for known in field.known_as): field for field in reversed(self.fields)}
        best = max(likeness)
        return likeness[best] if best else None

    def guess_owner(self, names: Sequence[str]) -> str:
        """The column that says whose row it is, or ""."""
        by_plain = {plain(name): name for name in reversed(names)}
        return next((by_plain[known] for known in self.owner_names if known in by_plain), "")

    def missing(self, columns: Mapping[str, str]) -> Needed | None:
        """The first thing that no column becomes, though the format needs it."""
        taken = set(columns.values())
        return next((needed for needed in self.needed if not needed.names & taken), None)

    def check(self, columns: Mapping[str, str]) -> None:
        """Raises Invalid when two columns become one field, a field is unknown, or a needed one is missing."""
        known = {field.name: field for field in self.fields}
        taken: dict[str, str] = {}
        for column, name in columns.items():
            if not name:
                continue
            if name not in known:
                fix = f"Choose one of {', '.join(known)}."
                raise Invalid(f"There is no field “{name}”.", field="columns", fix=fix)
            if name in taken and not known[name].many:
                message = f"“{taken[name]}” and “{column}” both become {known[name].label}."
                raise Invalid(message, field="columns", fix="Leave one of them out.")
            taken[name] = column
        if needed := self.missing(columns):
            raise Invalid(needed.message, field="columns", fix=needed.fix)


def _likeness(known: str, words: str) -> int:
    """How much of a column's name a known name explains, in letters; short words alone say nothing."""
    if known == words:
        return 1000
    return len(known) if len(known) > 4 and f" {known} " in f" {words} " else 0


_TITLE = Needed(
    frozenset({"title", "goal"}), "Title", "No column becomes the title.", "Choose the one that names each story."
)
_COMMITTED, _COMPLETED = (
    Needed(frozenset({name}), label, f"No column holds the {label.lower()}.", "Choose it, or add it to the file.")
    for name, label in (("committed", "Committed points"), ("completed", "Completed points"))
)
STORY_SET: Final = FieldSet(
    STORY_FIELDS,
    (_TITLE,),
    ("project key", "team", "team name", "project", "project identifier", "project name", "board"),
)
HISTORY_SET: Final = FieldSet(
    HISTORY_FIELDS, (_COMMITTED, _COMPLETED), ("team", "team name", "board", "squad", "project", "project key")
)


def column_named(names: Sequence[str], wanted: str) -> str:
    """The column someone means by `wanted`: its exact name, or one that differs in case and punctuation only.

    Raises Invalid, naming the columns there are.
    """
    found = [name for name in names if name == wanted] or [name for name in names if plain(name) == plain(wanted)]
    if not found:
        shown = ", ".join(names[:30])
        raise Invalid(f"The file has no column “{wanted}”.", field="columns", fix=f"Its columns are: {shown}.")
    return found[0]
