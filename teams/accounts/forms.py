"""Forms of allauth that the house completes."""

from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django import forms


class NewAddressForm(AddEmailForm):
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
