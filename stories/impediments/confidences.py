"""What is told to the Scrum masters alone. The diary never learns of it (STD-3)."""

from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from core.errors import Conflict, NotAllowed
from stories.impediments.queries import scrum_masters
from stories.impediments.rules import clean_confidence
from stories.impediments.services import raise_impediment
from stories.models import Confidence, Impediment
from teams.models import Team, User


@sensitive_variables("text")
@transaction.atomic
def tell_in_confidence(*, team: Team, text: str, told_by: User, is_named: bool, now: datetime) -> Confidence:
    """Tells the team's Scrum masters and nobody else; they learn who it was only if the person wants (`is_named`).

    Raises Invalid at `title`, Conflict for a team that has no Scrum master to read it.
    """
    text = clean_confidence(text)
    if not scrum_masters(team):
        raise Conflict(
            "This team has no Scrum master who could read it.", field="title", fix="Raise it openly, or ask an owner."
        )
    return Confidence.objects.create(team=team, text=text, told_by=told_by, is_named=is_named, told_at=now)


def _locked(confidence: Confidence, actor: User) -> Confidence:
    """Raises NotAllowed for everybody but a Scrum master of the team now, Conflict once it is settled."""
    fresh = Confidence.objects.select_for_update(of=("self",)).select_related("team__organisation").filter(
        pk=confidence.pk
    ).first()  # fmt: skip
    if fresh is None or fresh.settled_at is not None:
        raise Conflict("This has been settled already.", fix="Look at the list as it is now.")
    if actor not in scrum_masters(fresh.team):
        raise NotAllowed("Only a Scrum master of the team may do this.")
    return fresh


@transaction.atomic
def publish_confidence(*, confidence: Confidence, title: str, actor: User, now: datetime) -> Impediment:
    """A Scrum master says it in their own words: an impediment that they have raised; what was told is erased."""
    confidence = _locked(confidence, actor)
    raised = raise_impediment(team=confidence.team, title=title, actor=actor, now=now)
    _settle(confidence, now)
    return raised


@transaction.atomic
def put_aside(*, confidence: Confidence, actor: User, now: datetime) -> None:
    """It was talked about in private, and nothing is published; what was told is erased."""
    _settle(_locked(confidence, actor), now)


def _settle(confidence: Confidence, now: datetime) -> None:
    confidence.settled_at, confidence.text = now, ""
    confidence.save(update_fields=["settled_at", "text"])


@transaction.atomic
def take_back(*, confidence: Confidence, actor: User) -> None:
    """Whoever told it takes it back; nothing of it stays. Raises NotAllowed for others."""
    if confidence.told_by_id != actor.pk:
        raise NotAllowed("Only who told this may take it back.")
    Confidence.objects.filter(pk=confidence.pk).delete()
