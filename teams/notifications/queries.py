"""What people were told, what they want to be told, and what is still to be sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from teams.access import accessible_teams
from teams.models import Notification, NotificationChoice, NotificationHabit, TeamMembership, User
from teams.notifications.rules import KINDS, SHOWN, USUAL_DIGEST, Kind, Wish


def topic_of(user: User) -> str:
    """On the wire: that there is something new, and nothing else."""
    return f"notifications:{user.pk}"


def unread_count(user: User) -> int:
    return user.notifications.filter(read_at=None, is_here=True).count()


def notifications_of(user: User) -> QuerySet[Notification]:
    """What is shown to the person, newest first; through a limited token, only of the teams that it reaches."""
    shown = user.notifications.filter(is_here=True).select_related("team")
    grant = user.grant
    if grant and (grant.team or grant.organisation):
        shown = shown.filter(team__in=[access.team.pk for access in accessible_teams(user)])
    return shown


def latest_of(user: User) -> list[Notification]:
    return list(notifications_of(user)[:SHOWN])


def wishes_of(people: Collection[int], kind: Kind) -> dict[int, Wish]:
    """By person's id: where they hear of this kind."""
    chosen = NotificationChoice.objects.filter(user__in=people, kind=kind)
    return dict.fromkeys(people, KINDS[kind].usual) | {one.user_id: Wish(one.here, one.mail) for one in chosen}


def choices_of(user: User) -> dict[Kind, Wish]:
    """The person's wish for every kind."""
    chosen = {one.kind: Wish(one.here, one.mail) for one in user.notification_choices.all()}
    return {kind: chosen.get(kind, about.usual) for kind, about in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Habit:
    has_digest: bool = True
    digest_at: time = USUAL_DIGEST


def habits_of(people: Collection[int]) -> dict[int, Habit]:
    """By person's id: whether they get one letter a day, and when."""
    kept = NotificationHabit.objects.filter(user__in=people)
    return dict.fromkeys(people, Habit()) | {one.user_id: Habit(one.has_digest, one.digest_at) for one in kept}


def clock_of(user: User) -> tuple[ZoneInfo, set[int]]:
    """Zone and working days of the person: those of their first team, else UTC, Monday to Friday."""
    first = (
        TeamMembership.objects.current().filter(user=user).select_related("team").order_by("joined_at", "pk").first()
    )
    return (first.team.zone, set(first.team.working_days)) if first else (ZoneInfo("UTC"), set(range(5)))


def overdue_for_forgetting(now: datetime, kept_for: timedelta) -> QuerySet[Notification]:
    """Read or not shown, and older than they are kept."""
    return Notification.objects.filter(Q(is_here=False) | ~Q(read_at=None), created_at__lt=now - kept_for)
