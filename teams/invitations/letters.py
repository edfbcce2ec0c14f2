"""The letter with an invitation in it."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string

from teams.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Sends the letter; False when the mail server does not take it. Call it after the commit."""
    context = {"invitation": invitation, "link": link}
    text = render_to_string("teams/letters/invitation.txt", context)
    subject = f"{invitation.inviter} invites you to {invitation.place} on Truepace"
    try:
        send_mail(" ".join(subject.split()), text, None, [invitation.email])
    except (OSError, SMTPException):
        logger.warning("The mail server did not take an invitation", exc_info=True)
        return False
    return True
