"""The letter with a personal link in it."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string

from forecasting.models import Ballot

logger = logging.getLogger(__name__)


def send_ballot(ballot: Ballot, address: str) -> bool:
    """Sends the letter; False when the mail server does not take it. Call it after the commit."""
    context = {"ballot": ballot, "address": address, "team": ballot.link.team}
    text = render_to_string("forecasting/deciding/letter.txt", context)
    subject = f"Decide about {ballot.decision.release} of {ballot.link.team}"
    try:
        send_mail(" ".join(subject.split()), text, None, [ballot.stakeholder.email])
    except (OSError, SMTPException):
        logger.warning("The mail server did not take a letter to a stakeholder", exc_info=True)
        return False
    return True
