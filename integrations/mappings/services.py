"""Mappings are kept, used again, renamed, removed and brought back here only."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.errors import Conflict
from integrations.imports import queries as imports
from integrations.imports.formats.registry import FORMATS
from integrations.imports.services import guesses, save_choices
from integrations.mappings import queries, rules
from integrations.models import ImportRun, SavedMapping
from teams.models import User
from teams.services import diary


def _note(mapping: SavedMapping, verb: str, actor: User | None, now: datetime, **changes) -> None:
    organisation = mapping.organisation
    diary.record(actor=actor, verb=verb, subject=mapping, now=now, organisation=organisation, **changes)


def _save(mapping: SavedMapping, *names: str) -> None:
    """Raises Conflict where another mapping has the name."""
    try:
        with transaction.atomic():
            mapping.save(update_fields=names or None)
    except IntegrityError:
        raise Conflict(
            f"There is a mapping “{mapping.name}” already.", field="name", fix="Choose another name."
        ) from None


@transaction.atomic
def keep_mapping(*, run: ImportRun, name: str, actor: User | None, now: datetime) -> SavedMapping:
    """Keeps what was decided about a run's file for files like it.

    A mapping of the same name for the same columns is brought up to date. Raises Invalid for a name that cannot be,
    Conflict where the name belongs to a mapping for other files.
    """
    name, team, header = rules.clean_name(name), run.team, queries.header(run)
    same = queries.mappings_of(team.organisation).filter(name__iexact=name, header=header)
    mapping = same.select_for_update(of=("self",)).first()
    verb = "updated" if mapping else "kept"
    if mapping is None:
        mapping = SavedMapping(organisation=team.organisation, format=run.format, header=header, created_at=now)
        mapping.created_by = actor
    mapping.name, mapping.team = name, team
    mapping.kept = rules.pack(imports.choices_of(run), queries.names_in(team))
    _save(mapping)
    _note(mapping, verb, actor, now)
    return mapping


@transaction.atomic
def use_mapping(*, run: ImportRun, mapping: SavedMapping, now: datetime) -> ImportRun:
    """Decides about the run's file as the mapping says; what it does not know stays as guessed.

    Raises Conflict when it is for files of another kind or the run is finished or being worked on, Invalid when the
    file has none of its columns.
    """
    if mapping.format != run.format:
        raise Conflict(
            f"“{mapping}” is for files of the kind “{FORMATS[mapping.format].name}”.",
            field="mapping",
            fix="Choose another mapping.",
        )
    known, ids = FORMATS[run.format].fields, queries.ids_in(run.team)
    choices = rules.unpack(mapping.kept, guesses(run), known, ids, is_home=mapping.team_id == run.team_id)
    run = save_choices(run=run, choices=choices)
    SavedMapping.objects.filter(pk=mapping.pk).update(used_at=now)
    return run


def _locked(mapping: SavedMapping) -> SavedMapping:
    return SavedMapping.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mapping.pk)


@transaction.atomic
def rename_mapping(*, mapping: SavedMapping, name: str, actor: User | None, now: datetime) -> SavedMapping:
    """Raises Invalid for a name that cannot be, Conflict for one that is taken."""
    mapping, name = _locked(mapping), rules.clean_name(name)
    before, mapping.name = mapping.name, name
    if before != name:
        _save(mapping, "name")
        _note(mapping, "renamed", actor, now, name=(before, name))
    return mapping


@transaction.atomic
def remove_mapping(*, mapping: SavedMapping, actor: User | None, now: datetime) -> SavedMapping:
    """Takes a mapping out of the list; it can be brought back. Removed twice is removed."""
    mapping = _locked(mapping)
    if mapping.removed_at is None:
        mapping.removed_at = now
        mapping.save(update_fields=["removed_at"])
        _note(mapping, "removed", actor, now)
    return mapping


@transaction.atomic
def restore_mapping(*, mapping: SavedMapping, actor: User | None, now: datetime) -> SavedMapping:
    """Brings a removed mapping back; raises Conflict when its name was given to another meanwhile."""
    mapping = _locked(mapping)
    if mapping.removed_at is not None:
        mapping.removed_at = None
        _save(mapping, "removed_at")
        _note(mapping, "restored", actor, now)
    return mapping
