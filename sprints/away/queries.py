"""Who is away today and in the rest of the sprint, for board and Today."""

from dataclasses import dataclass
from datetime import date

from sprints.models import Sprint
from teams.availability.queries import Away, away_between, away_on, holidays_of
from teams.availability.rules.days import Run
from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Outlook:
    """`today` is who is off now, `later` who will be in this sprint, `holidays` when everybody is."""

    today: list[Away]
    later: list[tuple[User, list[Run]]]
    holidays: dict[date, str]

    def __bool__(self) -> bool:
        return bool(self.today or self.later or self.holidays)


def outlook_of(team: Team, sprint: Sprint | None, today: date) -> Outlook:
    """As of `today` on the team's clock; without a sprint only today counts."""
    if sprint is None or sprint.end_date < today:
        return Outlook(_besides_holidays(team, today), [], holidays_of(team, today, today))
    tomorrow = max(sprint.start_date, date.fromordinal(today.toordinal() + 1))
    later = away_between(team, tomorrow, sprint.end_date) if tomorrow <= sprint.end_date else []
    return Outlook(_besides_holidays(team, today), later, holidays_of(team, today, sprint.end_date))


def free_days(sprint: Sprint, team: Team) -> frozenset[date]:
    """When the whole team is off on days that it usually works: as the calendar says while the sprint is open, and
    what it said at the close from then on, so that the past does not move."""
    if sprint.is_open:
        return frozenset(holidays_of(team, sprint.start_date, sprint.end_date))
    return frozenset(map(date.fromisoformat, sprint.free_days))


def _besides_holidays(team: Team, today: date) -> list[Away]:
    """On a day off of the whole team nobody needs to be named."""
    return [] if holidays_of(team, today, today) else away_on(team, today)
