"""Which question is open to people without an account, and whose personal link a secret is."""

from datetime import datetime

from django.db.models import QuerySet

from forecasting.models import Ballot, Decision, ShareLink
from forecasting.sharing.rules import fingerprint


def open_questions(link: ShareLink) -> QuerySet[Decision]:
    """What readers of this link may decide: nothing unless it lets them."""
    if not link.lets_decide or link.release_id is None:
        return Decision.objects.none()
    return Decision.objects.filter(release=link.release_id, closed_at=None)


def ballot_of(token: str, now: datetime) -> Ballot | None:
    """The open ballot with this secret; None for unknown, used and ended ones alike."""
    known = Ballot.objects.open(now).filter(digest=fingerprint(token))
    return known.select_related(
        "stakeholder", "decision__release__team__organisation", "link__team__organisation"
    ).first()
