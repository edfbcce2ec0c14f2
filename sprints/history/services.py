"""Sprints that were run in another tool (first import, scope 8)."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction

from sprints import rules
from sprints.ledger.rules import bulk_history
from sprints.ledger.services import append_history
from sprints.models import Commitment, Sprint
from sprints.rules import SprintState
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
    rules.check_dates(start_date, end_date)
    start = datetime.combine(start_date, time(9), tzinfo=team.zone)
    end = datetime.combine(end_date, time(17), tzinfo=team.zone)
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
    append_history(sprint=sprint, events=bulk_history(committed, completed, start, end), actor=actor)
    return sprint
