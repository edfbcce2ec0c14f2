"""Sprints that were run in another tool (first import, scope 8)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from core.bulk import Columns as BulkColumns
from sprints import rules
from sprints.history.rules import Columns, PastStory, moments, story_history
from sprints.ledger.rules import bulk_history
from sprints.ledger.services import append_history
from sprints.models import Commitment, CommittedStory, Sprint
from sprints.rules import SprintState
from stories.rules import Category
from teams.models import Team, User


@transaction.atomic
def record_past_sprint(
    *,
    team: Team,
    number: int,
    committed: Decimal,
    completed: Decimal,
    start_date: date,
    end_date: date,
    actor: User | None,
    now: datetime,
    goal: str = "",
    dates_known: bool = True,
) -> Sprint:
    """Writes one closed sprint of which only the totals are known, in points; raises Invalid for impossible dates.

    `dates_known` False marks dates that were only laid out to keep the order.
    """
    sprint = _closed_sprint(
        team=team, number=number, start_date=start_date, end_date=end_date, goal=goal, dates_known=dates_known,
        actor=actor, now=now,
    )  # fmt: skip
    events = bulk_history(committed, completed, sprint.committed_at, sprint.closed_at)
    append_history(sprint=sprint, events=events, actor=actor)
    return sprint


@transaction.atomic
def record_past_sprint_of_stories(
    *,
    team: Team,
    number: int,
    stories: Callable[[datetime, datetime], Sequence[PastStory]],
    start_date: date,
    end_date: date,
    actor: User | None,
    now: datetime,
    goal: str = "",
    dates_known: bool = True,
    name: str = "",
) -> Sprint:
    """Writes one closed sprint with the ledger of its stories; raises Invalid for impossible dates.

    `stories` is asked with the moments at which the sprint was committed and closed. `name` is what it was called.
    """
    sprint = _closed_sprint(
        team=team, number=number, start_date=start_date, end_date=end_date, goal=goal, dates_known=dates_known,
        actor=actor, now=now,
    )  # fmt: skip
    start, end = sprint.committed_at, sprint.closed_at
    found = stories(start, end)
    _commit(sprint, (story for story in found if not story.added_at))
    events = story_history(found, start, end, _columns_of(team), name)
    append_history(sprint=sprint, events=events, actor=actor)
    return sprint


def _commit(sprint: Sprint, stories: Iterable[PastStory]) -> None:
    plain = ("story_id", "story_key", "title", "story_kind")
    columns = BulkColumns(CommittedStory, plain=plain, adapted=("points",), commitment_id=sprint.commitment.pk)
    columns.insert(
        (
            story.ref if isinstance(story.ref, int) else None,
            story.key,
            story.title[:200],
            story.kind,
            *columns.adapt(story.points),
        )
        for story in stories
    )


def _columns_of(team: Team) -> Columns:
    names = dict(team.statuses.order_by("-position").values_list("category", "name"))
    return Columns(todo=names.get(Category.TODO, "To do"), done=names.get(Category.DONE, "Done"))


def _closed_sprint(
    *,
    team: Team,
    number: int,
    start_date: date,
    end_date: date,
    goal: str,
    dates_known: bool,
    actor: User | None,
    now: datetime,
) -> Sprint:
    rules.check_dates(start_date, end_date)
    start, end = moments(start_date, end_date, team.zone)
    sprint = Sprint.objects.create(
        team=team,
        number=number,
        goal=goal[:300],
        start_date=start_date,
        end_date=end_date,
        state=SprintState.CLOSED,
        committed_at=start,
        closed_at=end,
        is_imported=True,
        dates_known=dates_known,
        created_at=now,
    )
    Commitment.objects.create(
        sprint=sprint,
        goal=goal[:300],
        start_date=start_date,
        end_date=end_date,
        time_zone=team.time_zone,
        working_days=team.working_days,
        capacity_days=None,
        committed_by=actor,
        committed_at=start,
    )
    return sprint
