"""A team's public holidays: whose they are, which it works through, which days off it adds."""

from datetime import date, datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from teams.availability.places import check_place, public_holidays_between
from teams.availability.rules.days import check_period
from teams.availability.services.removal import mark_removed, mark_restored
from teams.models import Team, TeamDay, User
from teams.services import diary


@transaction.atomic
def keep_holidays_of(*, team: Team, country: str, subdivision: str, actor: User, now: datetime) -> Team:
    """The team keeps the public holidays of this country and part of it; empty keeps none. Raises Invalid."""
    country, subdivision = check_place(country, subdivision)
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    before = (team.country, team.subdivision)
    if before != (country, subdivision):
        team.country, team.subdivision = country, subdivision
        team.save(update_fields=["country", "subdivision"])
        diary.record(
            actor=actor,
            verb="edited",
            subject=team,
            now=now,
            team=team,
            public_holidays=(before, (country, subdivision)),
        )
    return team


@transaction.atomic
def work_on_holiday(*, team: Team, day: date, actor: User, now: datetime) -> TeamDay:
    """Strikes out a public holiday: the team works on it.

    Raises Invalid when the day is none, Conflict when the team has decided about it already.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    holidays = public_holidays_between(team.country, team.subdivision, day, day)
    if day not in holidays:
        raise Invalid(f"{day.isoformat()} is no public holiday of the team.", field="day", fix="Choose one that is.")
    return _decide(TeamDay(team=team, day=day, works=True, name=holidays[day][:80]), "works on", actor, now)


@transaction.atomic
def add_day_off(*, team: Team, day: date, name: str, actor: User, now: datetime) -> TeamDay:
    """Adds a day on which the whole team is off. Raises Invalid naming the field, Conflict when it is off already."""
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    check_period(day, None)
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 80:
        raise Invalid("A day off needs a name of 1 to 80 characters.", field="name", fix="Such as Company outing.")
    if day in public_holidays_between(team.country, team.subdivision, day, day):
        raise Conflict(f"{day.isoformat()} is a public holiday already.", field="day", fix="Choose another day.")
    return _decide(TeamDay(team=team, day=day, name=name), "has a day off on", actor, now)


@transaction.atomic
def remove_team_day(*, team_day: TeamDay, actor: User, now: datetime) -> None:
    """The team goes back to its country's calendar on that day. A second call changes nothing."""
    if mark_removed(team_day, now):
        _note_in_diary(team_day, "keeps to the calendar on", actor, now)


@transaction.atomic
def restore_team_day(*, team_day: TeamDay, actor: User, now: datetime) -> None:
    """Takes a removal back. Raises Conflict when the team has decided otherwise since."""
    Team.objects.select_for_update(no_key=True).get(pk=team_day.team_id)
    _check_free(team_day)
    if mark_restored(team_day):
        _note_in_diary(team_day, "works on" if team_day.works else "has a day off on", actor, now)


def _check_free(team_day: TeamDay) -> None:
    others = TeamDay.objects.present().filter(team=team_day.team, day=team_day.day)
    if others.exclude(pk=team_day.pk).exists():
        raise Conflict(
            f"The team has decided about {team_day.day.isoformat()} already.", field="day", fix="Remove that first."
        )


def _decide(team_day: TeamDay, verb: str, actor: User, now: datetime) -> TeamDay:
    _check_free(team_day)
    team_day.save()
    _note_in_diary(team_day, verb, actor, now)
    return team_day


def _note_in_diary(team_day: TeamDay, verb: str, actor: User, now: datetime) -> None:
    team = team_day.team
    diary.record(actor=actor, verb=verb, subject=team, now=now, team=team, day=team_day.day, name=team_day.name)
