"""Forms of allauth in the house's words, and what the house completes in them."""

from typing import Final

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from django import forms

# The house's spelling of what allauth calls its fields.
LABELS: Final = {
    "Email": "E-mail",
    "Current Password": "Present password",
    "New Password": "New password",
    "New Password (again)": "New password again",
}


class HouseWords:
    """Labels in the house's spelling, and nothing inside a field that only repeats its label."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = LABELS.get(str(field.label), field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(HouseWords, allauth.LoginForm):
    """At the door."""


class SignupForm(HouseWords, allauth.SignupForm):
    """A new account."""


class ResetPasswordForm(HouseWords, allauth.ResetPasswordForm):
    """Asks for the link that opens an account without its password."""


class ResetPasswordKeyForm(HouseWords, allauth.ResetPasswordKeyForm):
    """The new password, behind that link."""


class ChangePasswordForm(HouseWords, allauth.ChangePasswordForm):
    """Another password."""


class SetPasswordForm(HouseWords, allauth.SetPasswordForm):
    """A first password, for who signed in with a provider."""


class ReauthenticateForm(HouseWords, allauth.ReauthenticateForm):
    """The password again, before something that matters."""


class NewAddressForm(HouseWords, allauth.AddEmailForm):
    """A new address takes the place of the present one once it is confirmed.

    allauth would throw an unconfirmed present address away at once, and with it the way in.
    """

    def clean_email(self) -> str:
        present = EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email, verified=True)
        if not present.exists():
            raise forms.ValidationError(
                "Your present address is not confirmed, so it cannot be changed. Where no mail server is set up, ask "
                "whoever runs this Truepace; otherwise sign in again and follow the link in the letter."
            )
        return super().clean_email()
