"""A vote over a page's open socket: the same path as its form, without the way through a request."""

from collections.abc import Sequence

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ceremonies.poker.rules import hand_of
from ceremonies.poker.services.voting import put_in
from ceremonies.poker.tables import Ballot, Unheard
from core.errors import DomainError
from core.http import problem_of
from live.acts import UNHEARD, Outcome, Wish
from teams.access import KEYS_END

LONGEST_CARD = 20  # letters; the deck decides about the rest


@sensitive_variables()
def vote_by_socket(wishes: Sequence[Wish]) -> list[Outcome]:
    """Puts down the cards of sockets. Whose each is, and whether they may, is asked in the transaction that writes."""
    ballots = [_ballot(wish) for wish in wishes]
    outcomes = iter(put_in(ballots=[ballot for ballot in ballots if ballot is not None]))
    return [UNHEARD if ballot is None else _outcome(next(outcomes)) for ballot in ballots]


@sensitive_variables()
def _ballot(wish: Wish) -> Ballot | None:
    """What a wish says; None for what is no vote at all, which the form's address refuses in words."""
    prefix, _, meeting = wish.topic.partition(":")
    round_, value, reason = wish.body.get("round"), wish.body.get("value"), wish.body.get("reason", "")
    is_vote = prefix == "meeting" and _is_key(meeting) and _is_text(value) and _is_text(reason)
    if not is_vote or type(round_) is not int or not 0 <= round_ < KEYS_END:
        return None
    return Ballot(
        meeting_id=int(meeting), round_id=round_, participant_id=None, now=timezone.now(),
        value=value[:LONGEST_CARD], reason=reason, hand=hand_of(wish.id), session_key=wish.session_key,
    )  # fmt: skip


def _is_text(said: object) -> bool:
    """Half a character (a lone surrogate) is JSON, and no text that a database takes."""
    return isinstance(said, str) and not any("\ud800" <= sign <= "\udfff" for sign in said)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _outcome(said: int | DomainError) -> Outcome:
    if isinstance(said, Unheard):
        return UNHEARD
    return Outcome(problem=problem_of(said)) if isinstance(said, DomainError) else Outcome(version=said)
