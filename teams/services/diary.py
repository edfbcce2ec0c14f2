"""The diary: every change to an object that people may later ask about (STO-8)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

from django.db.models import Model

from core.bulk import Columns
from teams.models import Activity, Organisation, Team, User


def _plain(value: Any) -> Any:
    """The JSON form of a value: numbers as text without trailing zeros, objects by their name."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def record(
    *,
    actor: User | None,
    verb: str,
    subject: Model,
    now: datetime,
    organisation: Organisation | None = None,
    team: Team | None = None,
    label: str = "",
    **changes: Any,
) -> Activity:
    """Adds one entry about `subject`. `changes` maps a field to its (from, to) pair or to one value."""
    return Activity.objects.create(
        organisation_id=organisation.pk if organisation else team.organisation_id,
        team=team,
        actor=actor,
        verb=verb,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        subject_label=(label or str(subject))[:200],
        changes={name: _plain(value) for name, value in changes.items()},
        at=now,
    )


def record_each(
    *,
    actor: User | None,
    verb: str,
    subjects: Iterable[Model],
    now: datetime,
    team: Team,
    changes: Iterable[Mapping[str, Any]] = repeat({}),
) -> None:
    """Adds one entry about each of many objects of a team at once; `changes` runs alongside `subjects`."""
    subjects = list(subjects)
    if subjects:
        entries = ((one.pk, str(one), told) for one, told in zip(subjects, changes, strict=False))
        subject_type = subjects[0]._meta.model_name
        record_rows(actor=actor, verb=verb, subject_type=subject_type, entries=entries, now=now, team=team)


def record_rows(
    *,
    actor: User | None,
    verb: str,
    subject_type: str,
    entries: Iterable[tuple[int, str, Mapping[str, Any]]],
    now: datetime,
    team: Team,
) -> None:
    """Like `record_each` for objects that are only known as (id, label, changes); thousands at a time, streamed."""
    columns = Columns(
        Activity, plain=("subject_id", "subject_label"), adapted=("changes",), organisation_id=team.organisation_id,
        team_id=team.pk, actor_id=actor and actor.pk, verb=verb, subject_type=subject_type, at=now,
    )  # fmt: skip
    columns.insert(
        (key, label[:200], *columns.adapt({name: _plain(value) for name, value in changes.items()}))
        for key, label, changes in entries
    )
