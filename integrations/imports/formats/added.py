"""Stories that wait to be written, with the personas that are added for them."""

from dataclasses import dataclass
from datetime import datetime

from integrations.imports.rules.problems import Report
from stories.imports.services import import_staged
from stories.imports.staging import Stage
from stories.personas.services import create_persona
from teams.models import Team, User


def added_personas(team: Team, report: Report) -> dict[int, str]:
    """The personas that the check promised and that are still missing, by numbers below zero: they have no id yet."""
    here = {name.casefold() for name in team.organisation.personas.current().values_list("name", flat=True)}
    missing = (name for name in report.personas if name.casefold() not in here)
    return {-place: name for place, name in enumerate(missing, start=1)}


@dataclass(frozen=True)
class StagedStories:
    """Staged stories and the personas that their drafts know by numbers below zero."""

    stage: Stage
    added: dict[int, str]

    def bring_in(self, team: Team, actor: User | None, now: datetime) -> dict:
        """Writes them in the caller's transaction. What came in: numbers of stories, ids of the rest."""
        personas = {
            key: create_persona(organisation=team.organisation, actor=actor, now=now, name=name).pk
            for key, name in self.added.items()
        }
        imported = import_staged(stage=self.stage, actor=actor, now=now, personas=personas)
        stories = {"first_number": imported.first_number, "last_number": imported.last_number}
        stories |= {"epics": imported.epics, "labels": imported.labels}
        return {"stories": stories, "personas": sorted(personas.values())}
