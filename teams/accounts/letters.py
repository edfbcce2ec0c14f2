"""The letters of allauth in the house's words: a few that ask for a click, and one for every change to an account."""

from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string

ROOM: Final = "teams/letters/"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter is about, and either its template or the change that it reports."""

    subject: str
    template: str = "account_changed.txt"
    change: str = ""


CONFIRM: Final = Letter("Confirm your e-mail address", "confirm_address.txt")
# By the names that allauth gives them.
LETTERS: Final[dict[str, Letter]] = {
    "account/email/email_confirmation": CONFIRM,
    "account/email/email_confirmation_signup": CONFIRM,
    "account/email/account_already_exists": Letter("You have an account already", "account_exists.txt"),
    "account/email/password_reset_key": Letter("Choose a new password", "new_password.txt"),
    "account/email/password_changed": Letter("Your password was changed", change="Your password was changed."),
    "account/email/password_reset": Letter(
        "Your password was changed", change="A new password was chosen by the link of a letter."
    ),
    "account/email/password_set": Letter("Your account has a password", change="A first password was chosen."),
    "account/email/email_changed": Letter(
        "Your e-mail address was changed", change="Its e-mail address was changed from {from_email} to {to_email}."
    ),
    "account/email/email_confirm": Letter("Your e-mail address is confirmed", change="Its address was confirmed."),
    "account/email/email_deleted": Letter(
        "An e-mail address was removed", change="The address {deleted_email} was removed."
    ),
    "mfa/email/totp_activated": Letter(
        "Two-factor sign-in is on", change="Signing in asks for a code of an authenticator app from now on."
    ),
    "mfa/email/totp_deactivated": Letter(
        "Two-factor sign-in is off", change="Signing in asks for no code of an authenticator app any more."
    ),
    "mfa/email/recovery_codes_generated": Letter(
        "New recovery codes", change="New recovery codes were made; the former ones open nothing any more."
    ),
    "socialaccount/email/account_connected": Letter(
        "Another way to sign in", change="It can be opened by signing in with {provider} from now on."
    ),
    "socialaccount/email/account_disconnected": Letter(
        "One way less to sign in", change="It can no longer be opened by signing in with {provider}."
    ),
}


def subject_and_text(letter: Letter, context: dict) -> tuple[str, str]:
    """The letter as it goes out; `context` is allauth's."""
    change = letter.change.format_map(context)
    return letter.subject, render_to_string(f"{ROOM}{letter.template}", context | {"change": change}).strip()
