"""What the page about share links asks."""

from datetime import datetime, timedelta

from django import forms

from forecasting.models import Release
from forecasting.releases.queries import releases_of
from forecasting.sharing.rules import NAME_LENGTH
from teams.models import Team

LIFETIMES = [("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("365", "A year")]


class NewLinkForm(forms.Form):
    """What is shared, for whom, for how long, and whether a password is asked for."""

    about = forms.ChoiceField(required=False, label="Report")
    name = forms.CharField(max_length=NAME_LENGTH, label="For whom", help_text="Such as “Steering group”.")
    days = forms.ChoiceField(choices=LIFETIMES, initial="90", label="Open for")
    password = forms.CharField(
        required=False,
        strip=False,
        max_length=128,
        label="Password",
        help_text="Leave it empty for none. Tell it by another way than the link.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-no-draft": ""}),
    )

    names_allowed = forms.BooleanField(
        required=False, label="Names may be in it", help_text="Of those who decided about the release."
    )

    lets_decide = forms.BooleanField(
        required=False,
        label="Readers may decide",
        help_text="What you ask about the release, after a letter has confirmed their e-mail address.",
    )

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        self._releases = {str(release.pk): release for release in releases_of(team)}
        self.fields["about"].choices = [("", "Velocity"), *((key, one.name) for key, one in self._releases.items())]

    @property
    def release(self) -> Release | None:
        return self._releases.get(self.cleaned_data["about"])

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=int(self.cleaned_data["days"]))
