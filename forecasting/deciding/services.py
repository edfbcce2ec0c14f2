"""Personal links are made and used here."""

import secrets
from datetime import datetime

from django.db import transaction

from core.errors import Conflict
from forecasting.deciding.rules import HOLDS, clean_person
from forecasting.models import Ballot, Decision, ShareLink, Stakeholder, Verdict
from forecasting.releases.decisions.services import decide
from forecasting.sharing.rules import fingerprint
from forecasting.sharing.services import SECRET_BYTES


@transaction.atomic
def make_ballot(*, link: ShareLink, decision: Decision, name: str, email: str, now: datetime) -> tuple[Ballot, str]:
    """A personal link for this address, and its secret, which only the letter holds.

    Nobody is confirmed by it yet. Raises Invalid at `name` or `email`.
    """
    name, email = clean_person(name, email)
    token = secrets.token_urlsafe(SECRET_BYTES)
    stakeholder, _ = Stakeholder.objects.get_or_create(team=link.team, email=email, defaults={"name": name})
    ballot = Ballot.objects.create(
        link=link, decision=decision, stakeholder=stakeholder, name=name, digest=fingerprint(token), created_at=now,
        expires_at=now + HOLDS,
    )  # fmt: skip
    return ballot, token


@transaction.atomic
def cast_ballot(*, ballot: Ballot, choice: str, reason: str, seen_version: str, now: datetime) -> Verdict:
    """What the reader of the letter decides, once, with the forecast that they saw. It confirms their address.

    Raises Invalid at `choice` or `reason`, Conflict when the link was used or the forecast is another meanwhile.
    """
    if not Ballot.objects.open(now).filter(pk=ballot.pk).update(used_at=now):
        raise Conflict("This link was used, or the question is closed.", fix="Ask for a new letter on the report.")
    stakeholder = ballot.stakeholder
    stakeholder.name, stakeholder.confirmed_at = ballot.name, stakeholder.confirmed_at or now
    stakeholder.save(update_fields=["name", "confirmed_at"])
    return decide(
        decision=ballot.decision, choice=choice, reason=reason, by=stakeholder, now=now, seen_version=seen_version
    )
