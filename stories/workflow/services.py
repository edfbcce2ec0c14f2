"""A team's workflow (board columns) and its Definitions of Ready and Done."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from core.errors import Conflict, Invalid
from stories.models import ChecklistItem, Status
from stories.rules import Category, Gate, Kind
from teams.hooks import team_created
from teams.models import Team, User
from teams.services import diary

STANDARD_WORKFLOW = [
    ("To do", Category.TODO),
    ("In progress", Category.DOING),
    ("In review", Category.REVIEW),
    ("Done", Category.DONE),
]
STANDARD_CHECKLISTS = {
    Gate.READY: ["Dependencies are named on both sides", "It fits into one sprint"],
    Gate.DONE: ["Reviewed by a second person", "Automatic tests are green"],
    Gate.SPRINT: ["The increment is usable and shown to stakeholders"],
}


@team_created.connect
def set_up_workflow(*, team: Team, **_) -> None:
    """Gives a new team the standard columns and checklists; it changes them later."""
    Status.objects.bulk_create(
        Status(team=team, name=name, category=category, position=position)
        for position, (name, category) in enumerate(STANDARD_WORKFLOW)
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(team=team, gate=gate, text=text, position=position)
        for gate, texts in STANDARD_CHECKLISTS.items()
        for position, text in enumerate(texts)
    )


def _forget_cards(team: Team) -> None:
    Team.objects.filter(pk=team.pk).update(look_version=F("look_version") + 1)


def _clean_limit(limit) -> int | None:
    if limit in (None, ""):
        return None
    if not str(limit).isdigit() or not 1 <= int(limit) <= 99:
        raise Invalid("A limit is 1 to 99 stories.", field="wip_limit", fix="Leave it empty for no limit.")
    return int(limit)


def _clean_name(team: Team, name: str, status: Status | None = None) -> str:
    name = " ".join(name.split())[:40]
    if not name:
        raise Invalid("A column needs a name.", field="name", fix="Type one, for example “In test”.")
    if team.statuses.exclude(pk=status and status.pk).filter(name__iexact=name).exists():
        raise Invalid(f"There is a column “{name}” already.", field="name", fix="Choose another name.")
    return name


@transaction.atomic
def add_status(*, team: Team, name: str, category: str, actor: User, now: datetime, wip_limit=None) -> Status:
    """Adds a column just before the first Done column, or at the end."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if category not in set(Category):
        raise Invalid("Unknown kind of column.", field="category", fix="Choose to do, doing, review or done.")
    statuses = list(team.statuses.all())
    place = next((n for n, s in enumerate(statuses) if s.category == Category.DONE), len(statuses))
    place = len(statuses) if category == Category.DONE else place
    team.statuses.filter(position__gte=place).update(position=F("position") + 1)
    status = Status.objects.create(
        team=team, name=_clean_name(team, name), category=category, position=place, wip_limit=_clean_limit(wip_limit)
    )
    diary.record(actor=actor, verb="added column", subject=status, now=now, team=team)
    _forget_cards(team)
    return status


@transaction.atomic
def edit_status(*, status: Status, actor: User, now: datetime, **fields) -> Status:
    """Renames a column or changes its limit; what it means to the numbers stays, so that the past stays readable."""
    status = Status.objects.select_for_update().select_related("team").get(pk=status.pk)
    checks = {"name": lambda value: _clean_name(status.team, value, status), "wip_limit": _clean_limit}
    cleaned = {name: checks[name](value) for name, value in fields.items()}
    changes = {n: (getattr(status, n), v) for n, v in cleaned.items() if getattr(status, n) != v}
    for name, (_, value) in changes.items():
        setattr(status, name, value)
    if changes:
        status.save(update_fields=list(changes))
        diary.record(actor=actor, verb="edited column", subject=status, now=now, team=status.team, **changes)
        _forget_cards(status.team)
    return status


@transaction.atomic
def move_status(*, status: Status, position: int, actor: User, now: datetime) -> None:
    """Puts a column at `position` (0 is the leftmost)."""
    team = Team.objects.select_for_update(no_key=True).get(pk=status.team_id)
    others = [other for other in team.statuses.all() if other.pk != status.pk]
    others.insert(max(0, min(position, len(others))), status)
    for place, other in enumerate(others):
        Status.objects.filter(pk=other.pk).update(position=place)
    diary.record(actor=actor, verb="moved column", subject=status, now=now, team=team, position=position)
    _forget_cards(team)


@transaction.atomic
def remove_status(*, status: Status, actor: User, now: datetime) -> None:
    """Removes an empty column; raises Conflict when stories stand in it or the workflow would lose its ends."""
    team = Team.objects.select_for_update(no_key=True).get(pk=status.team_id)
    if status.stories.exists():
        raise Conflict(f"Stories stand in “{status.name}”.", fix="Move them to another column first.")
    ends = (Category.TODO, Category.DONE)
    if status.category in ends and team.statuses.filter(category=status.category).count() == 1:
        raise Conflict("A workflow needs a first and a Done column.", fix="Rename this one instead.")
    diary.record(actor=actor, verb="removed column", subject=status, now=now, team=team)
    status.delete()
    _forget_cards(team)


@transaction.atomic
def add_checklist_item(
    *, team: Team, gate: str, text: str, actor: User, now: datetime, kind: str = ""
) -> ChecklistItem:
    """Adds a line to the Definition of Ready, Done or the sprint's Done; `kind` limits it to one kind of work."""
    text = " ".join(text.split())[:160]
    if not text:
        raise Invalid("The line is empty.", field="text", fix="Write what must be true.")
    if gate not in set(Gate) or (kind and kind not in set(Kind)):
        raise Invalid("Unknown checklist.", field="gate", fix="Choose ready, done or sprint.")
    last = team.checklist_items.filter(gate=gate).aggregate(last=Max("position"))["last"]
    item = ChecklistItem.objects.create(
        team=team, gate=gate, kind=kind, text=text, position=0 if last is None else last + 1
    )
    diary.record(actor=actor, verb="added checklist item", subject=item, now=now, team=team)
    return item


@transaction.atomic
def retire_checklist_item(*, item: ChecklistItem, actor: User, now: datetime) -> None:
    """Takes a line off the checklist; ticks already given are kept. A second call changes nothing."""
    if item.retired_at is None:
        item.retired_at = now
        item.save(update_fields=["retired_at"])
        diary.record(actor=actor, verb="retired checklist item", subject=item, now=now, team=item.team)
