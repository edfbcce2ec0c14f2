"""Epics and labels of a team: made while somebody types them on a story, and kept in order here."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import Conflict, Invalid
from live.publish import publish
from stories.models import Epic, Label
from teams.models import Team, User
from teams.services import diary

MOST_LABELS = 500
LONGEST_DESCRIPTION = 10_000


def _clean_name(name: str, *, field: str, longest: int) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("A name is missing.", field=field, fix="Type one.")
    if len(name) > longest:
        raise Invalid(f"The name has more than {longest} characters.", field=field, fix="Shorten it.")
    return name


def _find_or_add(relation, name: str, *, field: str, actor: User, now: datetime):
    """The one of that name, whatever its capitals; a new one is noted in the diary."""
    team = Team.objects.select_for_update(no_key=True).get(pk=relation.instance.pk)
    if found := relation.filter(name__iexact=name).first():
        return found
    if relation.count() >= MOST_LABELS:
        raise Invalid(f"A team has at most {MOST_LABELS} of these.", field=field, fix="Pick one of the existing.")
    added = relation.create(name=name)
    diary.record(actor=actor, verb="created", subject=added, now=now, team=team)
    return added


@transaction.atomic
def create_epic(*, team: Team, name: str, actor: User, now: datetime) -> Epic:
    """The team's epic of this name, new if there is none yet; raises Invalid at `new_epic`."""
    name = _clean_name(name, field="new_epic", longest=80)
    return _find_or_add(team.epics, name, field="new_epic", actor=actor, now=now)


@transaction.atomic
def create_label(*, team: Team, name: str, actor: User, now: datetime) -> Label:
    """The team's label of this name, new if there is none yet; raises Invalid at `new_labels`."""
    name = _clean_name(name, field="new_labels", longest=40)
    return _find_or_add(team.labels, name, field="new_labels", actor=actor, now=now)


def locked(thing):
    """The epic or label as it is now, locked; raises Conflict when it is gone."""
    found = type(thing).objects.select_for_update(of=("self",)).select_related("team").filter(pk=thing.pk).first()
    if found is None:
        raise Conflict(f"“{thing}” was taken away in the meantime.", fix="Look at the list as it is now.")
    return found


def _free_name(thing, name: str, *, longest: int) -> str:
    """The name, cleaned; raises Invalid where another one of the team has it."""
    name = _clean_name(name, field="name", longest=longest)
    others = type(thing).objects.filter(team=thing.team_id, name__iexact=name).exclude(pk=thing.pk)
    if others.exists():
        raise Invalid(f"There is “{name}” already.", field="name", fix="Choose another name.")
    return name


def _write(thing, changes: dict, *, actor: User, now: datetime) -> None:
    """Saves what differs and tells it; pages that show the old name are drawn anew."""
    changes = {name: (getattr(thing, name), value) for name, value in changes.items() if getattr(thing, name) != value}
    if not changes:
        return
    for name, (_, value) in changes.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(changes))
    diary.record(actor=actor, verb="edited", subject=thing, now=now, team=thing.team, **changes)
    draw_anew(thing.team)


def draw_anew(team: Team) -> None:
    """Pages of the team that show a name are told that it is another one."""
    Team.objects.filter(pk=team.pk).update(look_version=F("look_version") + 1)
    publish(f"backlog:{team.pk}", "names", {})


@transaction.atomic
def edit_epic(*, epic: Epic, actor: User, now: datetime, name: str | None = None, description: str | None = None):
    """Another name or description; raises Invalid at `name` or `description`."""
    epic, changes = locked(epic), {}
    if name is not None:
        changes["name"] = _free_name(epic, name, longest=80)
    if description is not None:
        changes["description"] = description.replace("\x00", "").strip()
        if len(changes["description"]) > LONGEST_DESCRIPTION:
            raise Invalid("The description is too long.", field="description", fix="Shorten it.")
    _write(epic, changes, actor=actor, now=now)
    return epic


@transaction.atomic
def retire_epic(*, epic: Epic, actor: User, now: datetime) -> Epic:
    """New stories cannot pick it; those that have it keep it. Again: no change."""
    epic = locked(epic)
    if epic.retired_at is None:
        epic.retired_at = now
        epic.save(update_fields=["retired_at"])
        diary.record(actor=actor, verb="retired", subject=epic, now=now, team=epic.team)
    return epic


@transaction.atomic
def restore_epic(*, epic: Epic, actor: User, now: datetime) -> Epic:
    """Stories can pick it again. Again: no change."""
    epic = locked(epic)
    if epic.retired_at is not None:
        epic.retired_at = None
        epic.save(update_fields=["retired_at"])
        diary.record(actor=actor, verb="restored", subject=epic, now=now, team=epic.team)
    return epic


@transaction.atomic
def rename_label(*, label: Label, name: str, actor: User, now: datetime) -> Label:
    """Another name, on all its stories at once; raises Invalid at `name`."""
    label = locked(label)
    _write(label, {"name": _free_name(label, name, longest=40)}, actor=actor, now=now)
    return label


@transaction.atomic
def set_mentors(*, label: Label, mentors: Collection[User], actor: User, now: datetime) -> Label:
    """Exactly these people are offered as a pair on the label's stories (PPL-9). Raises Invalid at `mentors`."""
    label = locked(label)
    members = set(label.team.memberships.current().values_list("user_id", flat=True))
    if any(user.pk not in members for user in mentors):
        raise Invalid("Only people of the team can teach here.", field="mentors", fix="Choose from the list.")
    before, after = (sorted(map(str, people)) for people in (label.mentors.all(), mentors))
    if before != after:
        label.mentors.set(mentors)
        diary.record(actor=actor, verb="edited", subject=label, now=now, team=label.team, mentors=(before, after))
    return label


@transaction.atomic
def remove_label(*, label: Label, actor: User, now: datetime) -> None:
    """Takes away a label that no story has; raises Conflict for one in use."""
    label = locked(label)
    count = label.stories.count()
    if count:
        word = "story has" if count == 1 else "stories have"
        raise Conflict(f"{count} {word} the label “{label}”.", fix="Merge it into another one.")
    diary.record(actor=actor, verb="deleted", subject=label, now=now, team=label.team)
    label.delete()
