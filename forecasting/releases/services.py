"""Releases are made, changed, archived and brought back here."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from core.errors import Conflict, Invalid
from forecasting.models import Release
from sprints.rules import EARLIEST, LATEST
from stories.models import Epic, Label, Story
from teams.models import Team, User
from teams.services import diary

LONGEST_NAME, LONGEST_GOAL = 80, 300
MOST_RELEASES = 100
SCOPE: Final = {"epics": Epic, "labels": Label, "stories": Story, "left_out": Story}


@transaction.atomic
def create_release(*, team: Team, name: str, actor: User, now: datetime, **fields) -> Release:
    """A new release; `fields` as in `edit_release`. Raises Invalid naming the field."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.releases.current().count() >= MOST_RELEASES:
        raise Invalid(f"A team has at most {MOST_RELEASES} releases.", field="name", fix="Archive old ones.")
    release = Release(team=team, name=_free_name(Release(team=team), name), created_at=now)
    plain, scope = _cleaned(release, fields)
    for field, value in plain.items():
        setattr(release, field, value)
    release.save()
    for field, things in scope.items():
        getattr(release, field).set(things)
    diary.record(actor=actor, verb="created", subject=release, now=now, team=team, target_date=release.target_date)
    return release


@transaction.atomic
def edit_release(*, release: Release, actor: User, now: datetime, seen_version: int | None = None, **fields) -> Release:
    """Changes `name`, `goal`, `target_date`, `pace_percent` and the scope: `epics`, `labels`, `stories`, `left_out`.

    Raises Invalid naming the field, Conflict when somebody else changed it since `seen_version`.
    """
    release = lock_release(release)
    if seen_version is not None and seen_version != release.version:
        raise Conflict("Somebody else has changed this release.", fix="Look at it as it is now, then save again.")
    plain, scope = _cleaned(release, fields)
    changes = {name: (getattr(release, name), value) for name, value in plain.items()}
    told = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name, things in scope.items():
        before, after = (sorted(map(str, held)) for held in (getattr(release, name).all(), things))
        told |= {name: (before, after)} if before != after else {}
    if told:
        _write(release, plain, scope, told, actor=actor, now=now)
    return release


@transaction.atomic
def archive_release(*, release: Release, actor: User, now: datetime) -> Release:
    """Off the list; its past stays. Again: no change."""
    return _set_archived(lock_release(release), now, "archived", actor=actor, now=now)


@transaction.atomic
def restore_release(*, release: Release, actor: User, now: datetime) -> Release:
    """Back on the list. Again: no change."""
    return _set_archived(lock_release(release), None, "restored", actor=actor, now=now)


def lock_release(release: Release) -> Release:
    """The release as it is now, locked until the transaction ends; raises Conflict when it is gone."""
    rows = Release.objects.select_for_update(of=("self",)).select_related("team__organisation")
    fresh = rows.filter(pk=release.pk).first()
    if fresh is None:
        raise Conflict("That release does not exist any more.", fix="Look at the list as it is now.")
    return fresh


def _set_archived(release: Release, at: datetime | None, verb: str, *, actor: User, now: datetime) -> Release:
    if (release.archived_at is None) != (at is None):
        release.archived_at = at
        release.version += 1
        release.save(update_fields=["archived_at", "version"])
        diary.record(actor=actor, verb=verb, subject=release, now=now, team=release.team)
    return release


def _write(release: Release, plain: dict, scope: dict, told: dict, *, actor: User, now: datetime) -> None:
    for name, value in plain.items():
        setattr(release, name, value)
    release.version += 1
    release.save(update_fields=[*plain, "version"])
    for name, things in scope.items():
        getattr(release, name).set(things)
    diary.record(actor=actor, verb="edited", subject=release, now=now, team=release.team, **told)


def _cleaned(release: Release, fields: dict) -> tuple[dict, dict[str, list]]:
    """Values of plain fields and things of the scope, as far as they were given."""
    cleaners = {"name": _free_name, "goal": _clean_goal, "target_date": _clean_target, "pace_percent": _clean_pace}
    plain = {name: clean(release, fields[name]) for name, clean in cleaners.items() if name in fields}
    scope = {name: _of_team(release, name, fields[name]) for name in SCOPE if name in fields}
    return plain, scope


def _free_name(release: Release, name: str) -> str:
    name = " ".join(str(name).replace("\x00", "").split())
    if not name:
        raise Invalid("A name is missing.", field="name", fix="Type one, such as a version.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"The name has more than {LONGEST_NAME} characters.", field="name", fix="Shorten it.")
    others = Release.objects.filter(team=release.team_id, name__iexact=name).exclude(pk=release.pk)
    if others.exists():
        raise Invalid(f"There is a release “{name}” already.", field="name", fix="Choose another name.")
    return name


def _clean_goal(_: Release, goal: str) -> str:
    goal = " ".join(str(goal).replace("\x00", "").split())
    if len(goal) > LONGEST_GOAL:
        raise Invalid(f"The goal has more than {LONGEST_GOAL} characters.", field="goal", fix="Say it in one sentence.")
    return goal


def _clean_target(_: Release, day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Invalid(f"{day} is not a plausible date.", field="target_date", fix="Use a date from 2000 to 2100.")
    return day


def _clean_pace(_: Release, percent: int) -> int:
    if isinstance(percent, bool) or not isinstance(percent, int) or not 1 <= percent <= 100:
        raise Invalid(
            "The share of each sprint is 1 to 100 %.", field="pace_percent", fix="100 when the team does nothing else."
        )
    return percent


def _of_team(release: Release, name: str, things: Iterable) -> list:
    """The things, if all of them are the team's own."""
    things = list(dict.fromkeys(things))
    if any(not isinstance(thing, SCOPE[name]) or thing.team_id != release.team_id for thing in things):
        raise Invalid("That is not of this team.", field=name, fix="Choose from the list.")
    return things
