"""What the latest closed sprints delivered to one persona, from their ledgers and commitments.

Commitments keep a persona's name as it was then; stories that came later are asked by the diary. So neither a new
name nor another persona on an old story moves what a closed sprint served (SPR-8).
"""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from sprints.ledger.queries import events_by_sprint
from sprints.ledger.rules import Scope, scope_at
from sprints.models import CommittedStory, Sprint
from sprints.personas.rules import RECENT_SPRINTS, Renaming, Share, name_at, served_points
from stories.models import Persona, Story
from teams.models import Activity, Team


def latest_closed(teams: Collection[Team]) -> list[Sprint]:
    """The last six closed sprints of each team, by team and number."""
    newest = Window(RowNumber(), partition_by=[F("team")], order_by=F("number").desc())
    found = Sprint.objects.closed().filter(team__in=teams).annotate(age=newest).filter(age__lte=RECENT_SPRINTS)
    return sorted(found.select_related("team"), key=lambda sprint: (sprint.team.name, sprint.number))


def shares_of(persona: Persona, teams: Collection[Team]) -> dict[Team, list[Share]]:
    """Per team with closed sprints, the share of each of its last six that served the persona."""
    return shares_by_persona([persona], teams)[persona.pk]


def shares_by_persona(personas: Collection[Persona], teams: Collection[Team]) -> dict[int, dict[Team, list[Share]]]:
    """As `shares_of`, by the id of each persona; the same queries however many there are."""
    sprints = latest_closed(teams)
    events = events_by_sprint(sprint.pk for sprint in sprints)
    scopes = {sprint: scope_at(events[sprint.pk]) for sprint in sprints}
    asked = _Asked.about(personas, scopes)
    found: dict[int, dict[Team, list[Share]]] = {persona.pk: defaultdict(list) for persona in personas}
    for persona, (sprint, scope) in itertools.product(personas, scopes.items()):
        points = served_points(scope, asked.served(persona, sprint))
        found[persona.pk][sprint.team].append(Share(str(sprint), sprint.number, points, scope.done))
    return {key: dict(shares) for key, shares in found.items()}


@dataclass(frozen=True)
class _Asked:
    """What commitments and diary say about whom the stories of some sprints served."""

    committed: dict[int, dict]
    later: dict[int, list[int]]
    names: dict[int, list[Renaming]]
    changes: dict[int, list[Renaming]]
    current: dict[int, int | None]

    @classmethod
    def about(cls, personas: Collection[Persona], scopes: dict[Sprint, Scope]) -> "_Asked":
        committed = _committed(scopes)
        later = {sprint.pk: _added_later(scope, committed[sprint.pk]) for sprint, scope in scopes.items()}
        refs = {ref for found in later.values() for ref in found}
        return cls(
            committed=committed,
            later=later,
            names=_renamings("persona", [persona.pk for persona in personas], "name"),
            changes=_renamings("story", refs, "persona"),
            current=dict(Story.objects.filter(pk__in=refs).values_list("pk", "persona_id")),
        )

    def served(self, persona: Persona, sprint: Sprint) -> set:
        """References of the sprint's stories that served the persona."""
        names = self.names[persona.pk]
        committed = self.committed[sprint.pk].items()
        found = {ref for ref, (name, at) in committed if name == name_at(at, persona.name, names)}
        return found | {ref for ref in self.later[sprint.pk] if self._served_when_closed(ref, persona, sprint)}

    def _served_when_closed(self, ref: int, persona: Persona, sprint: Sprint) -> bool:
        change = next((change for change in self.changes[ref] if change.at > sprint.closed_at), None)
        if change is None:
            return self.current.get(ref) == persona.pk
        return change.old == name_at(change.at, persona.name, self.names[persona.pk])


def _added_later(scope: Scope, committed: dict) -> list[int]:
    """Stories of the sprint that its commitment does not know, as far as they were stories of this house."""
    return [ref for ref in scope.items if ref not in committed and isinstance(ref, int)]


def _committed(scopes: dict[Sprint, Scope]) -> dict[int, dict]:
    rows = CommittedStory.objects.filter(commitment__sprint__in=scopes).values_list(
        "commitment__sprint_id", "story_id", "story_key", "persona", "commitment__committed_at"
    )
    found: dict[int, dict] = defaultdict(dict)
    for sprint_id, story_id, key, name, at in rows:
        found[sprint_id][story_id if story_id is not None else key] = (name, at)
    return found


def _renamings(kind: str, ids: Iterable[int], field: str) -> dict[int, list[Renaming]]:
    """What the diary says was in `field` before each of its changes, by subject, in the order of time."""
    entries = Activity.objects.filter(subject_type=kind, subject_id__in=ids, verb="edited").order_by("at", "pk")
    found: dict[int, list[Renaming]] = defaultdict(list)
    for key, at, changes in entries.values_list("subject_id", "at", "changes"):
        if field in changes:
            found[key].append(Renaming(at, changes[field][0] or ""))
    return found
