"""What sign-up asks besides e-mail and password."""

from django import forms
from django.http import HttpRequest

from teams.models import User
from teams.services.members import edit_profile


class SignUpForm(forms.Form):
    """The name, as colleagues will see it on cards; allauth adds its own fields to this form."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type how colleagues call you."},
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the new account."""
        edit_profile(user=user, name=self.cleaned_data["name"], single_keys=user.single_keys)
