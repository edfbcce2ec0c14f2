"""Turns what people and imports send into what a story may hold; errors name the field and the fix."""

from typing import Any

from core.errors import Invalid
from stories import rules
from stories.checks.rules import parse_criterion
from stories.models import Story
from stories.rules import KIND_NAMES, Kind
from teams.models import Team

LONGEST = {"title": 200, "goal": 2000, "value": 2000, "description": 20000, "question": 2000}
ONE = {"kind", "persona", "timebox_days", "epic", *LONGEST}
MANY = {"labels", "assignees"}
CRITERION_LONGEST = {"text": 500, "given": 300, "when": 300, "then": 300}


def _text(name: str, value: Any) -> str:
    value = str(value or "").replace("\x00", "").strip()
    if len(value) > LONGEST[name]:
        raise Invalid(
            f"At most {LONGEST[name]} characters fit here; this has {len(value)}.", field=name, fix="Shorten the text."
        )
    return " ".join(value.split()) if name == "title" else value


def _kind(value: Any) -> str:
    if value not in set(Kind):
        raise Invalid("Unknown kind of work.", field="kind", fix=f"Choose one of {', '.join(KIND_NAMES.values())}.")
    return str(value)


def _persona(team: Team, persona: Any, story: Story | None) -> Any:
    if persona is None:
        return None
    if persona.organisation_id != team.organisation_id:
        raise Invalid("Unknown persona.", field="persona", fix="Pick one from the list.")
    if persona.retired_at and not (story and story.persona_id == persona.pk):
        raise Invalid(f"“{persona}” is retired.", field="persona", fix="Pick another persona.")
    return persona


def _require_current(epic: Any, story: Story | None) -> None:
    if epic and epic.retired_at and not (story and story.epic_id == epic.pk):
        raise Invalid(f"“{epic}” is retired.", field="epic", fix="Pick another epic, or bring it back.")


def _own(team: Team, name: str, values: list, story: Story | None) -> list:
    if name == "labels" and any(label.team_id != team.pk for label in values):
        raise Invalid("Unknown label.", field=name, fix="Pick one of the team's labels.")
    if name == "assignees":
        members = set(team.memberships.current().values_list("user_id", flat=True))
        members |= {user.pk for user in story.assignees.all()} if story else set()
        if any(user.pk not in members for user in values):
            raise Invalid("Only people of the team can work on it.", field=name, fix="Add the person to the team.")
    return values


def clean(team: Team, fields: dict[str, Any], *, story: Story | None = None) -> tuple[dict[str, Any], dict[str, list]]:
    """Splits `fields` into cleaned columns and cleaned many-to-many lists. Raises Invalid."""
    if unknown := set(fields) - ONE - MANY:
        raise Invalid(f"A story has no “{sorted(unknown)[0]}”.")
    cleaned: dict[str, Any] = {name: _text(name, fields[name]) for name in LONGEST if name in fields}
    if "kind" in fields:
        cleaned["kind"] = _kind(fields["kind"])
    if "persona" in fields:
        cleaned["persona"] = _persona(team, fields["persona"], story)
    if "timebox_days" in fields:
        cleaned["timebox_days"] = rules.parse_timebox(fields["timebox_days"])
    if "epic" in fields:
        cleaned["epic"] = fields["epic"]
        if fields["epic"] is not None and fields["epic"].team_id != team.pk:
            raise Invalid("Unknown epic.", field="epic", fix="Pick one of the team's epics.")
        _require_current(fields["epic"], story)
    if story and "title" in cleaned and not cleaned["title"]:
        raise Invalid("A story needs a title.", field="title", fix="Name it in a few words.")
    return cleaned, {name: _own(team, name, list(fields[name]), story) for name in MANY if name in fields}


def title_from(cleaned: dict[str, Any]) -> str:
    """A title for a story that has none yet: the start of its goal. Raises Invalid when there is no text at all."""
    goal = (cleaned.get("goal") or cleaned.get("question") or "").removeprefix("to ").strip()
    if not goal:
        raise Invalid("A story needs a title or a goal.", field="title", fix="Write what is wanted.")
    short = goal if len(goal) <= 90 else goal[:90].rsplit(" ", 1)[0] + " …"
    return short[0].upper() + short[1:]


def set_many(story: Story, many: dict[str, list]) -> dict[str, tuple]:
    """Writes labels and assignees; returns what changed as (before, after) names."""
    changes = {}
    for name, values in many.items():
        relation = getattr(story, name)
        before = sorted(map(str, relation.all()))
        if before != (after := sorted(map(str, values))):
            relation.set(values)
            changes[name] = (before, after)
    return changes


def clean_criterion(criterion: str | dict[str, str]) -> dict[str, str]:
    """A criterion's columns from typed text or a given/when/then dictionary; raises Invalid when empty or too long."""
    parts = parse_criterion(criterion) if isinstance(criterion, str) else dict(criterion)
    parts = {name: " ".join(str(parts.get(name) or "").split()) for name in CRITERION_LONGEST}
    if not parts["text"] and not parts["then"]:
        raise Invalid("The criterion is empty.", field="criterion", fix="Say what one can see when it works.")
    for name, longest in CRITERION_LONGEST.items():
        if len(parts[name]) > longest:
            raise Invalid(f"At most {longest} characters fit here.", field="criterion", fix="Shorten the text.")
    return parts
