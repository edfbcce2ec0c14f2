"""Which ceremonies are to come."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.urls import reverse

from ceremonies.meeting.ceremony import registered
from ceremonies.meeting.rules import KIND_NAMES, TIME_BOXES, Kind
from ceremonies.models import CalendarFeed, CeremonySlot
from ceremonies.schedule.rules import Occurrence, Rhythm, Slot, days_of, moment_of
from sprints.models import Sprint
from sprints.rules import SprintState
from teams.availability.queries import holidays_of
from teams.models import Team


def slots_of(team: Team) -> list[Slot]:
    """The team's schedule with the minutes that it plans for each kind."""
    boxes = dict(team.time_boxes.values_list("kind", "minutes"))
    return [
        Slot(
            row.kind,
            Rhythm(row.rhythm),
            frozenset(row.weekdays),
            row.at,
            boxes.get(row.kind, TIME_BOXES[Kind(row.kind)]),
        )
        for row in CeremonySlot.objects.filter(team=team)
    ]


def works_on(team: Team, first: date, last: date) -> Callable[[date], bool]:
    """Tells of the days from `first` to `last` whether the team works on them."""
    weekdays, free = set(team.working_days), holidays_of(team, first, last)
    return lambda day: day.weekday() in weekdays and day not in free


def upcoming(team: Team, since: datetime, until: datetime) -> list[Occurrence]:
    """The ceremonies that begin in [since, until), in order."""
    slots = slots_of(team)
    if not slots:
        return []
    first, last = team.today(since) - timedelta(days=1), team.today(until) + timedelta(days=1)
    sprints = _periods(team, first, last)
    works = works_on(team, min([first, *(one[0] for one in sprints)]), max([last, *(one[1] for one in sprints)]))
    found = [
        Occurrence(moment_of(day, slot.at, team.zone), slot.kind, slot.minutes, day)
        for slot in slots
        for day in days_of(slot, sprints, first, last, works)
    ]
    return sorted(one for one in found if since <= one.starts_at < until)


def _periods(team: Team, first: date, last: date) -> list[tuple[date, date]]:
    known = team.sprints.exclude(state=SprintState.CANCELLED).filter(start_date__lte=last, end_date__gte=first)
    return list(known.values_list("start_date", "end_date"))


def running_days(sprint: Sprint, team: Team) -> list[date]:
    """The working days of a sprint."""
    works = works_on(team, sprint.start_date, sprint.end_date)
    length = (sprint.end_date - sprint.start_date).days
    return [day for step in range(length + 1) if works(day := sprint.start_date + timedelta(days=step))]


def page_of(kind: str, team: Team) -> str:
    """Where a team's rooms of a kind are; Today for a kind that has no rooms yet. Needs `organisation` loaded."""
    pages = {one.kind: one.list_url for one in registered()} | {Kind.POKER: "ceremonies:poker"}
    return reverse(pages.get(kind, "scrum:today"), kwargs=team.url_kwargs)


def name_of(kind: str) -> str:
    return KIND_NAMES[Kind(kind)]


def digest_of(secret: str) -> str:
    """What is kept of a feed's address. It has 192 random bits, so one quick round of a hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def feed_with(secret: str) -> CalendarFeed | None:
    """The feed behind an address, of a person who may sign in."""
    return CalendarFeed.objects.filter(digest=digest_of(secret), user__is_active=True).select_related("user").first()
