"""What the page about tokens asks."""

from datetime import datetime, timedelta

from django import forms

from teams.access import accessible_organisations, accessible_teams
from teams.models import Organisation, Team, User
from teams.tokens.rules import SCOPE_NAMES, Scope

LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "One year"), ("", "Until it is revoked")]


class NewTokenForm(forms.Form):
    """A name, what the token may do, where, and for how long."""

    name = forms.CharField(max_length=60, label="What it is for", help_text="Such as “Nightly import”.")
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, name) for scope, name in SCOPE_NAMES.items() if scope is not Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="What it may change, as far as you may",
        help_text="Every token reads. Tick nothing for one that only reads.",
    )
    limit = forms.ChoiceField(required=False, label="Where")
    days = forms.ChoiceField(choices=LIFETIMES, initial="90", required=False, label="Valid for")

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self._organisations = {f"o{one.pk}": one for one in accessible_organisations(user).order_by("name", "pk")}
        self._teams = {f"t{access.team.pk}": access.team for access in accessible_teams(user)}
        choices = [("", "Everywhere you belong")]
        choices += [(key, f"All of {one}") for key, one in self._organisations.items()]
        choices += [(key, f"{team}, a team of {team.organisation}") for key, team in self._teams.items()]
        self.fields["limit"].choices = choices

    def places(self) -> dict[str, Organisation | Team | None]:
        """What the token is limited to."""
        limit = self.cleaned_data["limit"]
        return {"organisation": self._organisations.get(limit), "team": self._teams.get(limit)}

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None
