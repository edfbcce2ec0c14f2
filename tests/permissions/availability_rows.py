"""The availability calendar: its pages and its part of the API."""

from datetime import date
from typing import Any

from teams.availability.services.absences import enter_absence, remove_absence
from teams.availability.services.allocations import allocate, remove_allocation
from teams.availability.services.holidays import add_day_off, keep_holidays_of, remove_team_day
from teams.models import Absence, Allocation, TeamDay
from tests.factories import NOW
from tests.permissions.rows import Row, post
from tests.permissions.world import World

DAY = date(2026, 11, 20)


def _who(world: World) -> dict[str, Any]:
    return {"actor": world.people["owner"], "now": NOW}


def _absence(world: World) -> None:
    enter_absence(
        organisation=world.organisation, user=world.people["member"], first_day=DAY, last_day=DAY, **_who(world)
    )


def _share(world: World) -> None:
    member = world.team.memberships.get(user=world.people["member"])
    allocate(membership=member, percent=50, first_day=DAY, **_who(world))


def _own_day(world: World) -> None:
    add_day_off(team=world.team, day=DAY, name="Outing", **_who(world))


def _removed(enter, model, remove, name: str):
    """Entered, and removed again."""

    def prepare(world: World) -> None:
        enter(world)
        remove(**{name: model.objects.get()}, **_who(world))

    return prepare


def _only(model):
    """The one that was prepared; before that an id of nothing, which is found by nobody."""

    def kwargs(world: World) -> dict[str, Any]:
        found = model.objects.first()
        return {"pk": found.pk if found else 1}

    return kwargs


def _germany(world: World) -> None:
    keep_holidays_of(team=world.team, country="DE", subdivision="", **_who(world))


def _user(world: World) -> int:
    return world.people["member"].pk


def _days(world: World) -> dict[str, Any]:
    return {"user": _user(world), "first_day": DAY.isoformat(), "kind": "holiday"}


def _ill(world: World) -> dict[str, Any]:
    return {**_days(world), "kind": "ill"}


def _percent(world: World) -> dict[str, Any]:
    membership = world.team.memberships.get(user=world.people["member"]).pk
    return {"membership": membership, "percent": "20", "first_day": DAY.isoformat(), "kind": "coach"}


# Days off of a team member: of others' roles only those who may change the availability of others.
_API = {"scope": "api", "json": True}
_READ = {"scope": "signed in", "json": True}


def _write(route: str, may: str, method: str, **fields: Any) -> Row:
    return Row(f"api:{route}", may, method, writes=True, **_API, **fields)


API_ROWS = [
    Row(
        "api:calendar-detail", "see", kwargs=lambda w: {"pk": w.team.pk}, **_API,
        query="?first_day=2026-11-02&last_day=2026-11-13",
    ),
    _write(
        "calendar-public-holidays", "sprints", "POST", kwargs=lambda w: {"pk": w.team.pk},
        data=lambda w: {"country": "DE", "subdivision": "BE"},
    ),
    Row("api:absence-list", "", **_READ),
    Row("api:absence-detail", "see", kwargs=_only(Absence), prepare=_absence, **_API),
    _write(
        "absence-list", "days off", "POST",
        data=lambda w: {
            "team": w.team.pk, "user": _user(w), "first_day": DAY.isoformat(), "last_day": DAY.isoformat(),
        },
    ),
    _write(
        "absence-detail", "days off", "PATCH", kwargs=_only(Absence), prepare=_absence, data=lambda w: {"kind": "ill"}
    ),
    _write("absence-detail", "days off", "DELETE", kwargs=_only(Absence), prepare=_absence),
    _write(
        "absence-restore", "days off", "POST", kwargs=_only(Absence),
        prepare=_removed(_absence, Absence, remove_absence, "absence"),
    ),
    Row("api:allocation-list", "", **_READ),
    Row("api:allocation-detail", "see", kwargs=_only(Allocation), prepare=_share, **_API),
    _write("allocation-list", "sprints", "POST", data=lambda w: {**_percent(w), "percent": 20, "team": w.team.pk}),
    _write(
        "allocation-detail", "sprints", "PATCH", kwargs=_only(Allocation), prepare=_share,
        data=lambda w: {"percent": 10},
    ),
    _write("allocation-detail", "sprints", "DELETE", kwargs=_only(Allocation), prepare=_share),
    _write(
        "allocation-restore", "sprints", "POST", kwargs=_only(Allocation),
        prepare=_removed(_share, Allocation, remove_allocation, "allocation"),
    ),
    Row("api:team-day-list", "", **_READ),
    Row("api:team-day-detail", "see", kwargs=_only(TeamDay), prepare=_own_day, **_API),
    _write(
        "team-day-list", "sprints", "POST",
        data=lambda w: {"team": w.team.pk, "day": DAY.isoformat(), "name": "Outing"},
    ),
    _write("team-day-detail", "sprints", "DELETE", kwargs=_only(TeamDay), prepare=_own_day),
    _write(
        "team-day-restore", "sprints", "POST", kwargs=_only(TeamDay),
        prepare=_removed(_own_day, TeamDay, remove_team_day, "team_day"),
    ),
]  # fmt: skip
ROWS = [
    *API_ROWS,
    Row("teams:calendar", "see"),
    Row("sprints:away", "see"),
    Row("teams:add_absence", "write"),
    post("teams:add_absence", "days off", data=_days),
    Row("teams:edit_absence", "days off", kwargs=_only(Absence), prepare=_absence),
    post("teams:edit_absence", "days off", kwargs=_only(Absence), prepare=_absence, data=_ill),
    post("teams:remove_absence", "days off", kwargs=_only(Absence), prepare=_absence),
    post(
        "teams:restore_absence", "days off", kwargs=_only(Absence),
        prepare=_removed(_absence, Absence, remove_absence, "absence"),
    ),
    Row("teams:add_allocation", "sprints"),
    post("teams:add_allocation", "sprints", data=_percent),
    Row("teams:edit_allocation", "sprints", kwargs=_only(Allocation), prepare=_share),
    post("teams:edit_allocation", "sprints", kwargs=_only(Allocation), prepare=_share, data=_percent),
    post("teams:remove_allocation", "sprints", kwargs=_only(Allocation), prepare=_share),
    post(
        "teams:restore_allocation", "sprints", kwargs=_only(Allocation),
        prepare=_removed(_share, Allocation, remove_allocation, "allocation"),
    ),
    Row("teams:holidays", "sprints"),
    post("teams:holidays", "sprints", data=lambda w: {"country": "DE", "subdivision": "BE"}),
    post("teams:strike_holiday", "sprints", prepare=_germany, data=lambda w: {"day": "2026-12-25"}),
    post("teams:add_team_day", "sprints", data=lambda w: {"day": DAY.isoformat(), "name": "Outing"}),
    post("teams:remove_team_day", "sprints", kwargs=_only(TeamDay), prepare=_own_day),
    post(
        "teams:restore_team_day", "sprints", kwargs=_only(TeamDay),
        prepare=_removed(_own_day, TeamDay, remove_team_day, "team_day"),
    ),
]  # fmt: skip
