"""What ceremonies leave behind is told to those whom it concerns, in the same transaction (INT-6)."""

from datetime import datetime

from django.urls import reverse

from ceremonies.meeting.services import meeting_closed
from ceremonies.models import Meeting, PostedStandup
from ceremonies.standup.services.digests import digest_posted
from teams.availability.queries import people_of
from teams.models import User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify


@meeting_closed.connect
def tell_owners_of_actions(*, meeting: Meeting, actor: User | None, now: datetime) -> None:
    """Each owner of what a retrospective decided; once for an action, however often the room is opened again."""
    for action in meeting.actions.still_open().select_related("owner"):
        notify(
            kind=Kind.ACTION, key=f"decided:{action.pk}:{action.owner_id}", people=[action.owner], team=meeting.team,
            now=now, title=f"Yours to try until {action.due_on.day} {action.due_on:%B}: {action.title}",
            text=f"We will know by: {action.measure}", address=reverse("ceremonies:meeting", args=[meeting.pk]),
        )  # fmt: skip


@digest_posted.connect
def tell_of_the_digest(*, digest: PostedStandup, now: datetime) -> None:
    """The team, when a written standup was posted."""
    team = digest.team
    notify(
        kind=Kind.CEREMONY, key=f"digest:{digest.pk}", people=[one.user for one in people_of(team)], team=team, now=now,
        title=f"Standup of {digest.day:%A}: {digest.answered} of {digest.expected} wrote",
        address=reverse("ceremonies:standup", kwargs=team.url_kwargs) + f"?day={digest.day.isoformat()}",
    )  # fmt: skip
