"""What meetings do by the clock. A task may run twice or late: the service decides under the room's lock."""

from celery import shared_task
from django.utils import timezone

from ceremonies.meeting.rules import State
from ceremonies.models import Poll, Round
from ceremonies.poker.services.voting import reveal_at_deadline
from ceremonies.polls.services import close_poll
from ceremonies.reminders.services import remind_all
from ceremonies.standup.services.digests import post_due_digests


@shared_task
def reveal_due() -> int:
    """Reveals every room whose deadline has passed; returns how many rounds."""
    now = timezone.now()
    due = Round.objects.filter(
        revealed_at=None, item__room__deadline__lte=now, item__room__meeting__state=State.RUNNING
    ).values_list("item__room__meeting", flat=True)
    return sum(reveal_at_deadline(meeting=key, now=now) for key in sorted(set(due)))


@shared_task
def close_due_polls() -> int:
    """Closes every poll whose time is over; returns how many were due."""
    now = timezone.now()
    due = list(Poll.objects.due_at(now).values_list("pk", flat=True))
    for key in due:
        close_poll(poll=key, actor=None, now=now)
    return len(due)


@shared_task
def post_written_standups() -> int:
    """Posts the digest of every written standup whose cut-off has passed today."""
    return post_due_digests(timezone.now())


@shared_task
def remind_people() -> int:
    """Tells people what is about to begin, to end or overdue, each once; returns how many were told something."""
    return remind_all(now=timezone.now())
