"""Mappings that an organisation has kept, and the names by which they mean things of a team."""

from django.db.models import QuerySet

from integrations.imports import queries
from integrations.mappings.rules import header_of
from integrations.models import ImportRun, SavedMapping
from teams.models import Organisation, Team


def mappings_of(organisation: Organisation) -> QuerySet[SavedMapping]:
    """Those that are kept, by name."""
    return SavedMapping.objects.filter(organisation=organisation, removed_at=None).select_related("team", "created_by")


def header(run: ImportRun) -> str:
    """By what files like the run's are known."""
    return header_of(run.format, (column.name for column in queries.survey_of(run).columns))


def fitting(run: ImportRun) -> tuple[list[SavedMapping], list[SavedMapping]]:
    """(those made for files with the very same columns, the latest used first; others for files of this format)."""
    known = header(run)
    found = list(mappings_of(run.team.organisation).filter(format=run.format))
    same = [mapping for mapping in found if mapping.header == known]
    same.sort(key=lambda mapping: mapping.used_at or mapping.created_at, reverse=True)
    return same, [mapping for mapping in found if mapping.header != known]


def names_in(team: Team) -> dict[str, dict[str, str]]:
    """What the words of a file may name in a team: by field, the name by id (as text)."""
    return {
        "status": {str(key): name for key, name in team.statuses.values_list("pk", "name")},
        "assignee": {str(key): address for key, _, address in queries.people_of(team)},
        "persona": {str(key): name for key, name in team.organisation.personas.current().values_list("pk", "name")},
    }


def ids_in(team: Team) -> dict[str, dict[str, str]]:
    """The other way round: by field, the id (as text) by name without case."""
    return {field: {name.casefold(): key for key, name in names.items()} for field, names in names_in(team).items()}
