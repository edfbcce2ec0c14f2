"""How invitations reach people: by letter, or as a link to hand over."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from teams.invitations.letters import send_invitation
from teams.invitations.services.inviting import Made, renew_invitation
from teams.limits.rules import INVITE
from teams.limits.services import take_try
from teams.models import Invitation, Organisation


@dataclass
class Outcome:
    """What came of several addresses: links to hand over, addresses written to, and problems by address."""

    links: list[tuple[Invitation, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_all_sent(self) -> bool:
        return not self.problems and not self.links

    def add(self, request: HttpRequest, invitation: Invitation, token: str) -> None:
        """Sends the letter; a link, and a letter that nobody takes, is shown instead."""
        if not invitation.by_letter:
            self.links.append((invitation, link_with(request, token)))
        elif send_invitation(invitation, link_with(request, token)):
            self.sent.append(invitation.email)
        else:
            text = f"The mail server did not take the letter to {invitation.email}."
            self.problems.append((invitation.email, f"{text} Make a new link in the list instead."))


def link_with(request: HttpRequest, token: str) -> str:
    """The address that opens the invitation; it is in no list afterwards."""
    return request.build_absolute_uri(f"{reverse('teams:join')}?code={token}")


def invite_each(request: HttpRequest, emails: list[str], invite: Callable[[str], Made]) -> Outcome:
    """Invites address by address; each that could not be invited is named with the reason."""
    outcome = Outcome()
    for email in emails:
        try:
            count_try(request, request.access.organisation)
            outcome.add(request, *invite(email))
        except DomainError as error:
            outcome.problems.append((email, error.text if email in error.text else f"{email}: {error.text}"))
    return outcome


def renew(request: HttpRequest, invitation: Invitation, *, by_letter: bool) -> Outcome:
    """A new letter or link; the one before dies. Raises what `renew_invitation` raises, and TooMany."""
    outcome = Outcome()
    count_try(request, invitation.organisation)
    made = renew_invitation(invitation=invitation, by_letter=by_letter, actor=request.user, now=timezone.now())
    outcome.add(request, *made)
    return outcome


def count_try(request: HttpRequest, organisation: Organisation) -> None:
    """Raises TooMany when this person has invited too many people to this organisation lately."""
    take_try(INVITE, request.user.pk, organisation.pk, now=timezone.now())
