"""What the planning page sends."""

from django import forms


class PlanForm(forms.Form):
    """Goal and dates of a planned sprint, with the version of the plan that the page showed."""

    goal = forms.CharField(
        label="Sprint goal",
        required=False,
        max_length=300,
        strip=True,
        error_messages={"max_length": "A sprint goal has at most 300 characters. Say it in one sentence."},
        widget=forms.Textarea(
            attrs={
                "class": "input said goal",
                "rows": 2,
                "placeholder": "What will be true at the end that is not now?",
            }
        ),
    )
    start_date = forms.DateField(
        label="First day",
        error_messages={"invalid": "That is not a date. Write it as 2026-12-31.", "required": "Choose a first day."},
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    end_date = forms.DateField(
        label="Last day",
        error_messages={"invalid": "That is not a date. Write it as 2026-12-31.", "required": "Choose a last day."},
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)
