"""The organisation's fixed list of personas is written here only (PER-1, PER-2)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import Conflict, Invalid
from stories.models import Persona, Story
from stories.models.persona import ICONS
from stories.search.services import index_stories
from teams.models import Organisation, Team, User
from teams.services import diary


def _clean(organisation: Organisation, fields: dict, *, persona: Persona | None = None) -> dict:
    limits = {"name": 60, "role": 160, "goals": 2000, "frustrations": 2000}
    cleaned = {}
    for name, value in fields.items():
        value = value.strip() if isinstance(value, str) else value
        if name in limits and len(value) > limits[name]:
            raise Invalid(f"At most {limits[name]} characters fit here.", field=name, fix="Shorten the text.")
        cleaned[name] = value
    if "name" in cleaned:
        cleaned["name"] = _free_name(organisation, " ".join(cleaned["name"].split()), persona)
    if cleaned.get("icon", ICONS[0]) not in ICONS:
        raise Invalid("Unknown picture.", field="icon", fix="Choose one of those shown.")
    if str(cleaned.get("tone", 1)) not in "12345678":
        raise Invalid("Unknown colour.", field="tone", fix="Choose one of those shown.")
    return cleaned


def _free_name(organisation: Organisation, name: str, persona: Persona | None) -> str:
    if not name:
        raise Invalid("A persona needs a name.", field="name", fix="Name the role, for example “Ward nurse”.")
    others = organisation.personas.exclude(pk=persona and persona.pk)
    if others.filter(name__iexact=name).exists():
        raise Invalid(f"There is a persona “{name}” already.", field="name", fix="Choose another name.")
    return name


def _forget_cards(organisation: Organisation) -> None:
    Team.objects.filter(organisation=organisation).update(look_version=F("look_version") + 1)


@transaction.atomic
def create_persona(*, organisation: Organisation, actor: User, now: datetime, **fields) -> Persona:
    """Adds a persona (name, role, goals, frustrations, icon, tone); raises Invalid naming the field."""
    cleaned = _clean(organisation, {"name": "", **fields})
    persona = Persona.objects.create(organisation=organisation, created_at=now, **cleaned)
    diary.record(actor=actor, verb="created", subject=persona, now=now, organisation=organisation)
    return persona


@transaction.atomic
def edit_persona(*, persona: Persona, actor: User, now: datetime, **fields) -> Persona:
    """Changes a persona; a new name shows everywhere at once."""
    persona = Persona.objects.select_for_update().get(pk=persona.pk)
    cleaned = _clean(persona.organisation, fields, persona=persona)
    changes = {n: (getattr(persona, n), v) for n, v in cleaned.items() if getattr(persona, n) != v}
    for name, (_, value) in changes.items():
        setattr(persona, name, value)
    if changes:
        persona.save(update_fields=list(changes))
        _forget_cards(persona.organisation)
        if "name" in changes:
            index_stories(list(Story.objects.filter(persona=persona).values_list("pk", flat=True)))
        diary.record(actor=actor, verb="edited", subject=persona, now=now, organisation=persona.organisation, **changes)
    return persona


@transaction.atomic
def retire_persona(*, persona: Persona, actor: User, now: datetime) -> None:
    """Takes a persona off the list: one in use keeps its stories, an unused one is deleted (PER-2)."""
    persona = Persona.objects.select_for_update().get(pk=persona.pk)
    diary.record(actor=actor, verb="retired", subject=persona, now=now, organisation=persona.organisation)
    if Story.objects.filter(persona=persona).exists():
        persona.retired_at = now
        persona.save(update_fields=["retired_at"])
    else:
        persona.delete()


@transaction.atomic
def restore_persona(*, persona: Persona, actor: User, now: datetime) -> Persona:
    """Puts a retired persona back on the list; raises Conflict when it is not retired."""
    persona = Persona.objects.select_for_update().get(pk=persona.pk)
    if persona.retired_at is None:
        raise Conflict(f"{persona} is on the list already.")
    persona.retired_at = None
    persona.save(update_fields=["retired_at"])
    diary.record(actor=actor, verb="restored", subject=persona, now=now, organisation=persona.organisation)
    return persona
