"""What people are to be reminded of now. Asking twice gives the same keys, and a key is told once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.urls import reverse

from ceremonies.meeting.rules import State
from ceremonies.models import Action, PokerRoom, Poll
from ceremonies.reminders.rules import BEFORE_CEREMONY, BEFORE_CUT_OFF, impediment_step, is_morning, weeks_overdue
from ceremonies.schedule.queries import name_of, page_of, running_days, upcoming
from ceremonies.schedule.rules import Rhythm, day_in_sprint
from core.templatetags.truepace import points_text
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from stories.backlog.queries import is_ready
from stories.models import Impediment, Story
from teams.availability.queries import away_on, people_of
from teams.models import Team, TeamMembership, User
from teams.notifications.rules import Kind
from teams.rules import TeamRole


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that these people are told, once for `key`."""

    kind: Kind
    key: str
    people: list[User]
    title: str
    text: str = ""
    address: str = ""


def due_for(team: Team, now: datetime) -> Iterator[Reminder]:
    """Everything of a team; `organisation` loaded. People who are away today are left out of what is about the day."""
    yield from cut_offs(team, now)
    yield from ceremonies(team, now)
    local = now.astimezone(team.zone)
    if is_morning(local) and local.weekday() in team.working_days:
        yield from turns_of_sprint(team, now)
        yield from overdue_actions(team, now)
        yield from old_impediments(team, now)


def _here(team: Team, now: datetime) -> list[TeamMembership]:
    """Who develops in the team and is not off for all of today."""
    away = {one.user.pk for one in away_on(team, team.today(now)) if one.half is None}
    return [member for member in people_of(team) if member.user_id not in away]


def ceremonies(team: Team, now: datetime) -> Iterator[Reminder]:
    """Those that begin within ten minutes. One that has begun is not announced any more."""
    for one in upcoming(team, now, now + BEFORE_CEREMONY):
        begins = one.starts_at.astimezone(team.zone)
        yield Reminder(
            Kind.CEREMONY, f"ceremony:{team.pk}:{one.kind}:{begins:%Y-%m-%dT%H:%M}",
            [member.user for member in _here(team, now)], f"{name_of(one.kind)} begins at {begins:%H:%M}",
            f"{one.minutes} minutes", page_of(one.kind, team),
        )  # fmt: skip


def cut_offs(team: Team, now: datetime) -> Iterator[Reminder]:
    """Votes without a meeting that end within two hours; who has answered is not asked, because nobody may know."""
    soon = now + BEFORE_CUT_OFF
    rooms = PokerRoom.objects.filter(
        meeting__team=team, meeting__state=State.RUNNING, deadline__gt=now, deadline__lte=soon
    )
    for room in rooms.select_related("meeting"):
        people = [one.user for one in people_of(team) if set(one.roles) - {TeamRole.PRODUCT_OWNER}]
        ends = room.deadline.astimezone(team.zone)
        yield Reminder(
            Kind.NEEDED, f"poker-ends:{room.pk}:{room.deadline.timestamp():.0f}", people,
            f"Votes in “{room.meeting}” end at {ends:%H:%M}", "Stories wait for your estimate there.",
            reverse("ceremonies:room", args=[room.meeting_id]),
        )  # fmt: skip
    polls = Poll.objects.filter(team=team, meeting=None, closed_at=None, closes_at__gt=now, closes_at__lte=soon)
    for poll in polls.exclude(opens_at__gt=now):
        yield Reminder(
            Kind.NEEDED, f"poll-ends:{poll.pk}", [one.user for one in people_of(team)],
            f"“{poll.question}” ends at {poll.closes_at.astimezone(team.zone):%H:%M}", "If you have not answered yet.",
            reverse("ceremonies:poll", kwargs=team.url_kwargs | {"poll": poll.pk}),
        )  # fmt: skip


def turns_of_sprint(team: Team, now: datetime) -> Iterator[Reminder]:
    """The middle of the running sprint, when it is time to refine (REF-1), and its last day."""
    sprint = team.sprints.active().first()
    if sprint is None:
        return
    days, today = running_days(sprint, team), team.today(now)
    if today == day_in_sprint(Rhythm.MIDDLE, days):
        yield _refinement(team, sprint, now)
    if today == day_in_sprint(Rhythm.LAST, days):
        left = scope_of(sprint, now).remaining
        yield Reminder(
            Kind.SPRINT, f"sprint-ends:{sprint.pk}:{today}", [member.user for member in _here(team, now)],
            f"{sprint} ends today", f"{points_text(left)} points are open." if left else "Everything in it is done.",
            reverse("sprints:board", kwargs=team.url_kwargs),
        )  # fmt: skip


def _refinement(team: Team, sprint: Sprint, now: datetime) -> Reminder:
    """To who keeps the backlog: how much of it is ready."""
    waiting = Story.objects.live().filter(is_ready(team), team=team, sprint_item=None)
    ready = waiting.aggregate(points=Sum("points"))["points"] or 0
    keepers = {TeamRole.SCRUM_MASTER, TeamRole.PRODUCT_OWNER}
    people = [member.user for member in _here(team, now) if keepers & set(member.roles)]
    return Reminder(
        Kind.SPRINT, f"refine:{sprint.pk}", people, f"The middle of {sprint}: time to refine",
        f"{points_text(ready)} points are ready for the next sprint.", page_of("refinement", team),
    )  # fmt: skip


def overdue_actions(team: Team, now: datetime) -> Iterator[Reminder]:
    """To their owners, on the day after they were due and then weekly (RET-5)."""
    today = team.today(now)
    for action in Action.objects.of_team(team).still_open().filter(due_on__lt=today):
        yield Reminder(
            Kind.ACTION, f"action:{action.pk}:{action.due_on}:{weeks_overdue(action.due_on, today)}", [action.owner],
            f"“{action.title}” was due on {action.due_on.day} {action.due_on:%B}", action.measure,
            page_of("retro", team),
        )  # fmt: skip


def old_impediments(team: Team, now: datetime) -> Iterator[Reminder]:
    """To their owners, every two days."""
    rows = Impediment.objects.filter(team=team, resolved_at=None).exclude(owner=None).select_related("owner")
    for row in rows:
        if step := impediment_step(row.opened_at, now):
            yield Reminder(
                Kind.IMPEDIMENT, f"impediment:{row.pk}:{step}", [row.owner],
                f"“{row.title}” is open for {(now - row.opened_at).days} days", row.next_step,
                reverse("scrum:today", kwargs=team.url_kwargs),
            )  # fmt: skip
