"""Teams with a past, made through the services."""

from datetime import date, timedelta
from decimal import Decimal

from sprints.history.services import record_past_sprint
from tests.factories import NOW, make_team, owner_of

FIRST_DAY = date(2026, 1, 5)
PAST = [(34, 25), (32, 33), (34, 29), (32, 36), (36, 27), (36, 38), (36, 22), (30, 31), (32, 29), (33, 34)]


def make_past(team, points=PAST, *, first=14, weeks_later=0, days=12):
    """Closed sprints of two weeks each, from (committed, completed) points."""
    first_day = FIRST_DAY + timedelta(weeks=weeks_later)
    return [
        record_past_sprint(
            team=team,
            number=first + place,
            committed=Decimal(str(committed)),
            completed=Decimal(str(completed)),
            start_date=first_day + timedelta(14 * place),
            end_date=first_day + timedelta(14 * place + days - 1),
            actor=owner_of(team),
            now=NOW,
        )
        for place, (committed, completed) in enumerate(points)
    ]


def make_team_with_past(points=PAST, **fields):
    team = make_team(**fields)
    make_past(team, points)
    return team
