"""The dialogs that a card's menu opens."""

from django import forms

from teams.models import Team, User


class PeopleForm(forms.Form):
    """Who works on a card; the team's people of today."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Who works on it"
    )

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        members = team.memberships.current().values("user")
        self.fields["people"].queryset = User.objects.filter(pk__in=members).order_by("name", "pk")


class ImpedimentForm(forms.Form):
    """What is in the way of a card, and what happens next about it."""

    title = forms.CharField(
        max_length=200,
        label="What is in the way?",
        widget=forms.TextInput(attrs={"class": "input", "autofocus": True}),
        help_text="Say who or what you are waiting for.",
        error_messages={"required": "Say who or what you are waiting for."},
    )
    next_step = forms.CharField(
        max_length=200, required=False, label="Next step, if you know it",
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip
