"""What the pages of decisions send; what may stand in it is decided by the services."""

from datetime import datetime

from django import forms

from forecasting.models import Decision, Release
from forecasting.releases.choices import CHOICE_NAMES, Choice
from forecasting.releases.decisions.services import ask_decision, close_decision, decide
from forecasting.releases.forms import stories_by_key
from stories.models import Story
from teams.models import User


def _text(rows: int, placeholder: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, "placeholder": placeholder})


class AskForm(forms.Form):
    """A question to the stakeholders, with what would change."""

    question = forms.CharField(required=False, widget=_text(2, "For example: Ship on 12 March without the dashboards?"))
    options = forms.MultipleChoiceField(
        label="They choose between", choices=CHOICE_NAMES, required=False, widget=forms.CheckboxSelectMultiple
    )
    target_date = forms.DateField(
        label="Another target date",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "That is not a date. Write it as 2026-12-31."},
    )
    left_out = forms.CharField(
        label="Stories to leave out",
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text="Their keys. Empty where nothing would be cut.",
    )

    use_required_attribute = False

    def __init__(self, data=None, *, release: Release, initial: dict | None = None):
        everything = {"options": [choice.value for choice in Choice]}
        super().__init__(data, initial=everything | (initial or {}), label_suffix="")
        self.release = release

    def clean_left_out(self) -> list[Story]:
        return stories_by_key(self.release.team, self.cleaned_data["left_out"])

    def save(self, *, actor: User, now: datetime) -> Decision:
        """Opens the question; raises DomainError naming the field."""
        return ask_decision(release=self.release, actor=actor, now=now, **self.cleaned_data)


class VerdictForm(forms.Form):
    """What one person decides."""

    choice = forms.ChoiceField(label="You decide", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(label="Why", required=False, widget=_text(2, "In a sentence; it is kept with your name."))
    seen_version = forms.CharField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data=None, *, decision: Decision, version: str = ""):
        super().__init__(data, initial={"seen_version": version}, label_suffix="", auto_id=f"id_{decision.pk}_%s")
        self.decision = decision
        self.fields["choice"].choices = [pair for pair in CHOICE_NAMES if pair[0] in decision.options]

    def save(self, *, by: User, now: datetime):
        """Keeps the verdict; raises DomainError naming the field."""
        fields = self.cleaned_data | {"seen_version": self.cleaned_data["seen_version"] or None}
        return decide(decision=self.decision, by=by, now=now, **fields)


class CloseForm(forms.Form):
    """The outcome of a question, and whether the release changes as was proposed."""

    outcome = forms.ChoiceField(choices=CHOICE_NAMES)
    apply = forms.BooleanField(required=False)

    def save(self, decision: Decision, *, actor: User, now: datetime) -> Decision:
        """Closes the question; raises DomainError."""
        return close_decision(decision=decision, actor=actor, now=now, **self.cleaned_data)
