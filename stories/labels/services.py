"""Epics and labels of a team come into being while somebody types them on a story."""

from datetime import datetime

from django.db import transaction

from core.errors import Invalid
from stories.models import Epic, Label
from teams.models import Team, User
from teams.services import diary

MOST_LABELS = 500


def _clean_name(name: str, *, field: str, longest: int) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("A name is missing.", field=field, fix="Type one.")
    if len(name) > longest:
        raise Invalid(f"The name has more than {longest} characters.", field=field, fix="Shorten it.")
    return name


def _find_or_add(relation, name: str, *, field: str, actor: User, now: datetime):
    """The one of that name, whatever its capitals; a new one is noted in the diary."""
    team = Team.objects.select_for_update().get(pk=relation.instance.pk)
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
