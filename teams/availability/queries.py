"""The one calendar of a team (PPL-7): planning, board, standup, reminders and forecasts all ask here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from teams.access import Access, accessible_teams
from teams.availability.places import public_holidays_between
from teams.availability.rules.days import (
    Day,
    DayState,
    Half,
    Run,
    Sum,
    dates,
    explain,
    person_days,
    runs_off,
    summed,
)
from teams.availability.rules.overloads import Overload, Placement, overloads
from teams.models import Absence, Allocation, Team, TeamDay, TeamMembership, User

# As far as is looked for somebody's next day at work.
LOOK_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PersonCalendar:
    """One developing person of a team over a period."""

    membership: TeamMembership
    days: list[Day]
    absences: list[Absence]

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def total(self) -> Sum:
        return summed(self.days)

    def reason(self, *, told: bool) -> str:
        """How the capacity comes about; why the person is off only where that may be `told`."""
        return explain(self.total, [absence.kind for absence in self.absences] if told else ())


@dataclass(frozen=True, slots=True)
class Away:
    """A person who is off on a day, wholly or for one half of it; `back` is their next day at work, where known."""

    user: User
    day: Day
    back: date | None

    @property
    def half(self) -> Half | None:
        """The half that they are off; None for the whole day."""
        return next(iter(self.day.off)) if self.day.state == DayState.HALF else None


def people_of(team: Team) -> list[TeamMembership]:
    """Who develops in the team now, in the order of joining."""
    members = team.memberships.current().select_related("user").order_by("joined_at", "pk")
    return [member for member in members if member.develops]


def calendar_of(team: Team, first: date, last: date) -> list[PersonCalendar]:
    """Every developing person's days from `first` to `last`; four queries for any number of people."""
    members = people_of(team)
    absences = absences_of({member.user_id for member in members}, team.organisation_id, first, last)
    shares = _allocations([member.pk for member in members])
    own, period, holidays = list(team.own_days.present()), dates(first, last), {}
    found = []
    for member in members:
        place = place_of(member, team)
        if place not in holidays:
            holidays[place] = _with_own_days(public_holidays_between(*place, first, last), own)
        days = person_days(
            period,
            weekdays=team.working_days,
            holidays=holidays[place],
            spans=[absence.span for absence in absences[member.user_id]],
            usual=member.allocation,
            shares=[allocation.share for allocation in shares[member.pk]],
        )
        found.append(PersonCalendar(member, days, absences[member.user_id]))
    return found


def place_of(member: TeamMembership, team: Team) -> tuple[str, str]:
    """Country and subdivision whose public holidays a person keeps."""
    return (member.country, member.subdivision) if member.country else (team.country, team.subdivision)


def absences_of(user_ids: Collection[int], organisation_id: int, first: date, last: date) -> dict[int, list[Absence]]:
    """Days off of these people that touch the period, by person."""
    rows = Absence.objects.present().filter(
        organisation=organisation_id, user__in=user_ids, first_day__lte=last, last_day__gte=first
    )
    return _grouped(rows, "user_id")


def _allocations(membership_ids: Collection[int]) -> dict[int, list[Allocation]]:
    return _grouped(Allocation.objects.present().filter(membership__in=membership_ids), "membership_id")


def _grouped(rows: Iterable, name: str) -> dict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _with_own_days(holidays: dict[date, str], own: Iterable[TeamDay]) -> dict[date, str]:
    """Public holidays without those on which the team works, and with its own days off."""
    worked = {one.day for one in own if one.works}
    kept = {day: name for day, name in holidays.items() if day not in worked}
    return kept | {one.day: one.name for one in own if not one.works}


def holidays_of(team: Team, first: date, last: date) -> dict[date, str]:
    """Names of the days on which the team as a whole does not work, besides its weekends."""
    holidays = _with_own_days(
        public_holidays_between(team.country, team.subdivision, first, last), team.own_days.present()
    )
    working = set(team.working_days)
    return {day: holidays[day] for day in sorted(holidays) if first <= day <= last and day.weekday() in working}


def capacity_days(team: Team, first: date, last: date) -> dict[int, Decimal]:
    """Days that each developing person has for the team from `first` to `last`, by the person's id (SPR-1)."""
    return {person.user.pk: person.total.days for person in calendar_of(team, first, last)}


def away_on(team: Team, day: date) -> list[Away]:
    """Who is off on one of the team's working days, for all or half of it; public holidays count too."""
    found = []
    for person in calendar_of(team, day, day + LOOK_AHEAD):
        today, *later = person.days
        if today.state in (DayState.OFF, DayState.HALF, DayState.HOLIDAY):
            found.append(Away(person.user, today, next((one.date for one in later if one.halves), None)))
    return found


def away_between(team: Team, first: date, last: date) -> list[tuple[User, list[Run]]]:
    """Who is off when in a period, besides the days on which the whole team is."""
    common = holidays_of(team, first, last)
    found = []
    for person in calendar_of(team, first, last):
        runs = runs_off(day for day in person.days if day.date not in common)
        if runs:
            found.append((person.user, runs))
    return found


@dataclass(frozen=True, slots=True)
class Promised:
    """A person whose time is promised more than once; parts name the teams that the reader may see, None the rest."""

    user: User
    overload: Overload
    parts: list[tuple[Team | None, int]]


def promised_twice(access: Access, today: date) -> list[Promised]:
    """People of the team whose shares in the whole organisation exceed 100 % in some period from today on."""
    mine = {member.user_id for member in people_of(access.team)}
    members = TeamMembership.objects.current().filter(user__in=mine, team__organisation=access.organisation)
    members = [one for one in members.select_related("user", "team").order_by("user__name", "pk") if one.develops]
    shares = _allocations([one.pk for one in members])
    seen = {one.team.pk for one in accessible_teams(access.user)}
    found = []
    for rows in _grouped(members, "user_id").values():
        placements = [
            Placement(one.team, one.allocation, tuple(allocation.share for allocation in shares[one.pk]))
            for one in rows
        ]
        for over in overloads(placements, today):
            if any(team == access.team for team, _ in over.parts):
                found.append(Promised(rows[0].user, over, _parts_for(over, access.team, seen)))
    return found


def _parts_for(over: Overload, own: Team, seen: Collection[int]) -> list[tuple[Team | None, int]]:
    """The reader's own team first, then others they may see, then one part for all that they may not."""
    named = [(team, percent) for team, percent in over.parts if team.pk in seen]
    hidden = sum(percent for team, percent in over.parts if team.pk not in seen)
    named.sort(key=lambda part: part[0] != own)
    return named + ([(None, hidden)] if hidden else [])


def allocations_of(team: Team, since: date) -> list[Allocation]:
    """Shares by date of the team's people that have not ended before `since`."""
    rows = Allocation.objects.present().filter(Q(last_day=None) | Q(last_day__gte=since), membership__team=team)
    return list(rows.filter(membership__left_at=None).select_related("membership__user"))
