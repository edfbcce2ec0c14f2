"""What an import needs to know about its team, and what its pages show."""

from datetime import datetime

from django.db.models import QuerySet

from integrations.imports.reading.survey import Survey
from integrations.imports.rules.history import Rhythm
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.problems import Report
from integrations.imports.rules.run import RunState
from integrations.imports.rules.stories import Surroundings
from integrations.models import ImportRun
from sprints.ledger.queries import events_by_sprint
from sprints.ledger.rules import Scope, scope_at
from sprints.models import Sprint
from stories.imports.queries import of_import, worked_on
from stories.imports.rules import Imported
from stories.models import Story
from stories.rules import cards
from teams.models import Team


def surroundings(team: Team, now: datetime) -> Surroundings:
    """What of the team the rows of a backlog are read against."""
    people = {name.casefold(): key for key, *names in people_of(team) for name in names if name}
    personas = team.organisation.personas.current().values_list("name", "pk")
    keys = Story.objects.filter(team=team).exclude(external_key="").values_list("external_key", flat=True)
    return Surroundings(
        statuses=list(team.statuses.values_list("pk", "name", "category")),
        personas={name.casefold(): key for name, key in personas},
        people=people,
        scale=frozenset(points for _, points in cards(team.scale, team.extra_cards)),
        keys=frozenset(keys),
        zone=team.zone,
        now=now,
    )


def people_of(team: Team) -> list[tuple[int, str, str]]:
    """(id, name, address) of the team's members."""
    return list(team.memberships.current().values_list("user_id", "user__name", "user__email"))


def rhythm(team: Team, now: datetime) -> Rhythm:
    """What of the team the rows of a history are read against."""
    sprints = dict(Sprint.objects.filter(team=team, is_imported=True).values_list("pk", "number"))
    events = events_by_sprint(sprints) if sprints else {}
    scopes = {sprints[key]: scope_at(found) for key, found in events.items()}
    return Rhythm(
        days=team.sprint_days,
        zone=team.zone,
        today=now.astimezone(team.zone).date(),
        here={number: (scope.committed, scope.done) for number, scope in scopes.items()},
    )


def own_sprints(team: Team) -> QuerySet[Sprint]:
    """Sprints that were run, or are planned, here."""
    return Sprint.objects.filter(team=team, is_imported=False)


def earlier_run(run: ImportRun) -> ImportRun | None:
    """The run that has brought in this very file and still stands."""
    same = ImportRun.objects.filter(team=run.team_id, format=run.format, digest=run.digest, state=RunState.DONE)
    return same.exclude(pk=run.pk).first()


def survey_of(run: ImportRun) -> Survey:
    return Survey.from_json(run.survey)


def choices_of(run: ImportRun) -> Choices:
    return Choices.from_json(run.choices)


def report_of(run: ImportRun) -> Report | None:
    """The last check's outcome, None while the file was not checked."""
    return Report.from_json(run.report) if run.report else None


def imported_stories(run: ImportRun) -> Imported | None:
    """Which stories the run has brought in, None for other kinds of runs."""
    return Imported(**run.brought["stories"]) if run.brought.get("stories") else None


def stories_of(run: ImportRun) -> QuerySet[Story]:
    """The stories of a run that are still there, in order."""
    imported = imported_stories(run)
    stories = of_import(run.team, imported) if imported else Story.objects.none()
    return stories.select_related("persona", "status").order_by("number")


def kept_by_undo(run: ImportRun) -> QuerySet[Story]:
    """Stories that an undo would leave, because somebody has worked on them."""
    return worked_on(stories_of(run))


def sprints_of(run: ImportRun) -> QuerySet[Sprint]:
    """The past sprints of a run, latest first."""
    ids = run.brought.get("sprints", [])
    return Sprint.objects.filter(team=run.team_id, pk__in=ids).order_by("-number")


def figures_of(run: ImportRun) -> list[tuple[Sprint, Scope]]:
    """The past sprints of a run with their numbers, latest first."""
    sprints = list(sprints_of(run))
    events = events_by_sprint(sprint.pk for sprint in sprints) if sprints else {}
    return [(sprint, scope_at(events[sprint.pk])) for sprint in sprints]


def is_stories(run: ImportRun) -> bool:
    return run.brings_stories
