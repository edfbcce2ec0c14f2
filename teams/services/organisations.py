"""Organisations and teams come into being here."""

import re
import zoneinfo
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from core.errors import Invalid
from teams.hooks import team_created
from teams.models import Organisation, OrganisationMembership, Team, TeamMembership, User
from teams.rules import OrganisationRole, TeamRole
from teams.services import diary


def _clean_name(name: str, *, field: str = "name", longest: int = 80) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("A name is missing.", field=field, fix="Type one.")
    if len(name) > longest:
        raise Invalid(f"The name has more than {longest} characters.", field=field, fix="Shorten it.")
    return name


def _free_slug(name: str, taken, fallback: str) -> str:
    """A slug of `name` that `taken` (a queryset) does not hold yet; equal names get -2, -3 …"""
    stem = slugify(name)[:50] or fallback
    used = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(used) + 2))
    return next(slug for slug in candidates if slug not in used)


def _free_key(name: str, organisation: Organisation) -> str:
    words = re.findall(r"[A-Z0-9]+", slugify(name).upper().replace("-", " ")) or ["TEAM"]
    stem = "".join(word[0] for word in words)[:4] if len(words) > 1 else words[0][:4]
    used = set(organisation.teams.values_list("key", flat=True))
    return next(key for key in (stem if n == 1 else f"{stem}{n}" for n in range(1, len(used) + 2)) if key not in used)


def check_key(key: str, organisation: Organisation, *, team: Team | None = None) -> str:
    """A story key prefix in capitals; raises Invalid when it is malformed or taken."""
    key = key.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,9}", key):
        raise Invalid(
            f"“{key}” cannot begin story keys.", field="key", fix="Use 1 to 10 letters and digits, a letter first."
        )
    if organisation.teams.filter(key=key).exclude(pk=team and team.pk).exists():
        raise Invalid(f"Another team already uses {key}.", field="key", fix="Choose another key.")
    return key


def check_time_zone(name: str) -> str:
    """Raises Invalid for a name that is no IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise Invalid(f"“{name}” is not a time zone.", field="time_zone", fix="Choose one like Europe/Berlin.")
    return name


@transaction.atomic
def create_organisation(*, name: str, owner: User, now: datetime) -> Organisation:
    """Creates the tenant with its first owner."""
    name = _clean_name(name, longest=120)
    slug = _free_slug(name, Organisation.objects.all(), "organisation")
    organisation = Organisation.objects.create(name=name, slug=slug, created_at=now)
    OrganisationMembership.objects.create(
        organisation=organisation, user=owner, role=OrganisationRole.OWNER, joined_at=now
    )
    diary.record(actor=owner, verb="created", subject=organisation, now=now, organisation=organisation)
    return organisation


@transaction.atomic
def create_team(
    *,
    organisation: Organisation,
    name: str,
    actor: User,
    now: datetime,
    key: str = "",
    purpose: str = "",
    time_zone: str = "UTC",
    sprint_days: int = 14,
) -> Team:
    """Creates a team with the standard workflow; its creator is its first Scrum master."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    name = _clean_name(name)
    team = Team.objects.create(
        organisation=organisation,
        name=name,
        slug=_free_slug(name, organisation.teams.all(), "team"),
        key=check_key(key, organisation) if key else _free_key(name, organisation),
        purpose=purpose.strip()[:160],
        time_zone=check_time_zone(time_zone),
        sprint_days=sprint_days,
        created_at=now,
    )
    TeamMembership.objects.create(team=team, user=actor, roles=[TeamRole.SCRUM_MASTER], joined_at=now)
    diary.record(actor=actor, verb="created", subject=team, now=now, team=team)
    team_created(team=team, actor=actor, now=now)
    return team


@transaction.atomic
def edit_team(*, team: Team, actor: User, now: datetime, **fields) -> Team:
    """Changes a team's name, purpose, key, time zone, working days, sprint length or scale.

    Raises Invalid naming the field. The story key changes for new stories only: old keys are in people's heads.
    """
    team = Team.objects.select_for_update(no_key=True).select_related("organisation").get(pk=team.pk)
    checks = {
        "name": lambda value: _clean_name(value),
        "purpose": lambda value: value.strip()[:160],
        "key": lambda value: check_key(value, team.organisation, team=team),
        "time_zone": check_time_zone,
        "working_days": _check_working_days,
        "sprint_days": _check_sprint_days,
        "scale": _check_scale,
        "extra_cards": lambda value: sorted({str(card) for card in value} & {"0.5", "34", "55"}, key=float),
    }
    if unknown := set(fields) - set(checks):
        raise Invalid(f"A team has no {unknown.pop()}.")
    cleaned = {name: checks[name](value) for name, value in fields.items()}
    changes = {name: (getattr(team, name), value) for name, value in cleaned.items() if getattr(team, name) != value}
    for name, (_, value) in changes.items():
        setattr(team, name, value)
    if changes:
        team.save(update_fields=list(changes))
        diary.record(actor=actor, verb="edited", subject=team, now=now, team=team, **changes)
    return team


def _check_working_days(days) -> list[int]:
    cleaned = sorted({int(day) for day in days if str(day).isdigit() and 0 <= int(day) <= 6})
    if not cleaned:
        raise Invalid("A team works on at least one day.", field="working_days", fix="Tick a weekday.")
    return cleaned


def _check_sprint_days(days) -> int:
    if not str(days).isdigit() or not 1 <= int(days) <= 60:
        raise Invalid("A sprint lasts 1 to 60 days.", field="sprint_days", fix="Two weeks are 14.")
    return int(days)


def _check_scale(scale: str) -> str:
    if scale not in ("fibonacci", "tshirt"):
        raise Invalid("Unknown scale.", field="scale", fix="Choose Fibonacci or T-shirt sizes.")
    return scale
