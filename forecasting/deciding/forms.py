"""What people without an account are asked."""

from django import forms

from forecasting.deciding.rules import NAME_LENGTH
from forecasting.releases.decisions.services import LONGEST_REASON


class WhoForm(forms.Form):
    """Who wants to decide, and where the letter goes."""

    name = forms.CharField(
        max_length=NAME_LENGTH, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        max_length=254,
        label="Your e-mail address",
        help_text="A letter with a personal link goes there. It is used for nothing else.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class VerdictForm(forms.Form):
    """A choice, why, and the version of the forecast that was looked at."""

    choice = forms.CharField(max_length=10, error_messages={"required": "Choose one."})
    reason = forms.CharField(max_length=LONGEST_REASON, label="Why, in a sentence")
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
