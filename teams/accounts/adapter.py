"""Where allauth asks the house: who may sign up, which letters go out, and in which words it refuses."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import timezone

from core.errors import TooMany
from teams.accounts.letters import LETTERS, subject_and_text
from teams.limits import rules
from teams.limits.address import client_address
from teams.limits.services import take_try

# Letters that a stranger can cause by typing somebody's address.
ASKED_FOR = (
    "account/email/email_confirmation",
    "account/email/account_already_exists",
    "account/email/password_reset_k",
)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account pages in this house."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "This address and password do not belong together.",
        "email_taken": "There is an account with this address already. Sign in, or ask for a new password.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This code is not right. Type the one that your app shows now.",
        "incorrect_password": "This is not your password.",
        "duplicate_email": "This is your address already.",
        "same_as_current": "This is the same as before.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP_OPEN

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_account_already_exists_mail(self, email: str) -> None:
        """As allauth does, at the price of a new account: otherwise the quick answer tells that there is one."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """As allauth does, but nobody's mailbox can be flooded from outside; what is too much stays unsent, and
        the page says the same."""
        if template_prefix.startswith(ASKED_FOR):
            try:
                take_try(rules.LETTER, email, now=timezone.now())
            except TooMany:
                return
        super().send_mail(template_prefix, email, context)

    def render_mail(self, template_prefix: str, email: str, context: dict, headers: dict | None = None) -> EmailMessage:
        """In the house's words; KeyError for a letter that has none yet."""
        subject, text = subject_and_text(LETTERS[template_prefix], context)
        return EmailMessage(self.format_email_subject(subject), text, self.get_from_email(), [email], headers=headers)
