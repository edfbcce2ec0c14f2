"""Who owns an impediment, or raised it, hears what others do with it (INT-6)."""

from datetime import datetime

from django.urls import reverse

from stories.models import Impediment
from teams.models import User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify


def tell_owner(impediment: Impediment, *, actor: User, now: datetime) -> None:
    """Tells the owner that it is theirs, once; not one who took it themselves."""
    if impediment.owner is not None and impediment.owner != actor:
        title = "An impediment is yours to solve"
        _tell(impediment, f"owned:{impediment.pk}:{impediment.owner_id}", impediment.owner, title, now)


def tell_solved(impediment: Impediment, *, actor: User, now: datetime) -> None:
    """Tells who raised it that it is out of the way."""
    if impediment.raised_by != actor:
        _tell(impediment, f"solved:{impediment.pk}:{now.timestamp():.0f}", impediment.raised_by, "It is solved", now)


def _tell(impediment: Impediment, key: str, person: User, title: str, now: datetime) -> None:
    team = impediment.team
    notify(
        kind=Kind.IMPEDIMENT, key=key, people=[person], team=team, now=now, title=f"{title}: {impediment.title}",
        text=impediment.resolution or impediment.next_step,
        address=reverse("stories:impediments", kwargs=team.url_kwargs),
    )  # fmt: skip
