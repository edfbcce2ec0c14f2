"""Impediments are raised and resolved here (IMP-1)."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from stories.hooks import ChangeKind, StoryChange
from stories.models import Impediment, Story
from stories.story.services import lock_story, save_change
from teams.models import Team, User
from teams.rules import TeamRole
from teams.services import diary


def _scrum_master(team: Team) -> User | None:
    members = team.memberships.current().select_related("user").order_by("joined_at")
    return next((member.user for member in members if TeamRole.SCRUM_MASTER in member.roles), None)


def _touch(story: Story | None, *, actor: User, now: datetime) -> None:
    if story is not None:
        save_change(lock_story(story), StoryChange(ChangeKind.EDITED), actor=actor, now=now)


@transaction.atomic
def raise_impediment(
    *, team: Team, title: str, actor: User, now: datetime, story: Story | None = None, next_step: str = ""
) -> Impediment:
    """Opens an impediment, owned by the team's Scrum master. Raises Invalid for an empty title."""
    title = " ".join(title.split())[:200]
    if not title:
        raise Invalid("What is in the way?", field="title", fix="Say who or what you are waiting for.")
    if story is not None and story.team_id != team.pk:
        raise Conflict("That story belongs to another team.", field="story", fix="Reload the page.")
    impediment = Impediment.objects.create(
        team=team,
        story=story,
        title=title,
        next_step=next_step.strip()[:200],
        owner=_scrum_master(team),
        raised_by=actor,
        opened_at=now,
    )
    diary.record(
        actor=actor, verb="raised impediment", subject=story or impediment, now=now, team=team, impediment=title
    )
    _touch(story, actor=actor, now=now)
    return impediment


@transaction.atomic
def resolve_impediment(*, impediment: Impediment, actor: User, now: datetime, resolution: str = "") -> Impediment:
    """Closes an impediment and says how. Again: no change."""
    impediment = Impediment.objects.select_for_update().get(pk=impediment.pk)
    if impediment.resolved_at is None:
        impediment.resolved_at, impediment.resolution = now, resolution.strip()[:300]
        impediment.save(update_fields=["resolved_at", "resolution"])
        subject = impediment.story or impediment
        diary.record(
            actor=actor, verb="resolved impediment", subject=subject, now=now, team=impediment.team,
            impediment=impediment.title, resolution=impediment.resolution,
        )  # fmt: skip
        _touch(impediment.story, actor=actor, now=now)
    return impediment
