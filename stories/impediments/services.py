"""Impediments are raised, followed up and resolved here (IMP-1, IMP-2)."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from stories.hooks import ChangeKind, StoryChange
from stories.impediments.queries import scrum_masters
from stories.impediments.rules import clean_title
from stories.impediments.telling import tell_owner, tell_solved
from stories.models import Impediment, Story
from stories.story.services import lock_story, save_change
from teams.models import Team, User
from teams.services import diary


def _touch(story: Story | None, *, actor: User, now: datetime) -> None:
    if story is not None:
        save_change(lock_story(story), StoryChange(ChangeKind.EDITED), actor=actor, now=now)


@transaction.atomic
def raise_impediment(
    *, team: Team, title: str, actor: User, now: datetime, story: Story | None = None, next_step: str = "",
    other_team: Team | None = None,
) -> Impediment:  # fmt: skip
    """Opens an impediment, owned by the team's Scrum master; `other_team` has to act and sees it.

    Raises Invalid for an empty title or a team of another organisation, Conflict for a story of another team.
    """
    title = clean_title(title)
    if story is not None and story.team_id != team.pk:
        raise Conflict("That story belongs to another team.", field="story", fix="Reload the page.")
    _require_neighbour(team, other_team)
    impediment = Impediment.objects.create(
        team=team,
        story=story,
        title=title,
        next_step=next_step.strip()[:200],
        owner=next(iter(scrum_masters(team)), None),
        raised_by=actor,
        opened_at=now,
        other_team=other_team,
    )
    diary.record(
        actor=actor, verb="raised impediment", subject=story or impediment, now=now, team=team, impediment=title
    )
    tell_owner(impediment, actor=actor, now=now)
    _touch(story, actor=actor, now=now)
    return impediment


def _require_neighbour(team: Team, other: Team | None) -> None:
    if other is not None and (other.pk == team.pk or other.organisation_id != team.organisation_id):
        raise Invalid("That is not another team of yours.", field="other_team", fix="Choose one of the list.")


def _locked(impediment: Impediment) -> Impediment:
    rows = Impediment.objects.select_for_update(of=("self",)).select_related("team__organisation", "story")
    return rows.get(pk=impediment.pk)


@transaction.atomic
def follow_up_impediment(
    *, impediment: Impediment, actor: User, now: datetime, next_step: str, owner: User | None, other_team: Team | None
) -> Impediment:
    """Who takes care, what is next, and which other team has to act. The same again: no change.

    Raises Invalid for an owner who is not in the team, Conflict once it is resolved.
    """
    impediment = _locked(impediment)
    if impediment.resolved_at is not None:
        raise Conflict("This impediment is solved.", fix="Open it again first.")
    if owner is not None and not impediment.team.memberships.current().filter(user=owner).exists():
        raise Invalid("The owner is not in this team.", field="owner", fix="Choose somebody of the team.")
    _require_neighbour(impediment.team, other_team)
    values = {"next_step": next_step.strip()[:200], "owner": owner, "other_team": other_team}
    changes = {
        name: (getattr(impediment, name), value) for name, value in values.items() if getattr(impediment, name) != value
    }
    if changes:
        for name, value in values.items():
            setattr(impediment, name, value)
        impediment.save(update_fields=list(values))
        diary.record(
            actor=actor, verb="followed up", subject=impediment, now=now, team=impediment.team, **changes
        )  # fmt: skip
        if "owner" in changes:
            tell_owner(impediment, actor=actor, now=now)
    return impediment


@transaction.atomic
def resolve_impediment(*, impediment: Impediment, actor: User, now: datetime, resolution: str = "") -> Impediment:
    """Closes an impediment and says how. Again: no change."""
    impediment = _locked(impediment)
    if impediment.resolved_at is None:
        impediment.resolved_at, impediment.resolution = now, resolution.strip()[:300]
        impediment.save(update_fields=["resolved_at", "resolution"])
        subject = impediment.story or impediment
        diary.record(
            actor=actor, verb="resolved impediment", subject=subject, now=now, team=impediment.team,
            impediment=impediment.title, resolution=impediment.resolution,
        )  # fmt: skip
        tell_solved(impediment, actor=actor, now=now)
        _touch(impediment.story, actor=actor, now=now)
    return impediment


@transaction.atomic
def reopen_impediment(*, impediment: Impediment, actor: User, now: datetime) -> Impediment:
    """Takes a solution back: it is in the way again, as old as it was. Again: no change."""
    impediment = _locked(impediment)
    if impediment.resolved_at is not None:
        impediment.resolved_at, impediment.resolution = None, ""
        impediment.save(update_fields=["resolved_at", "resolution"])
        diary.record(
            actor=actor, verb="reopened impediment", subject=impediment.story or impediment, now=now,
            team=impediment.team, impediment=impediment.title,
        )  # fmt: skip
        _touch(impediment.story, actor=actor, now=now)
    return impediment
