"""What is sent when the scope of a running sprint changes."""

from django import forms

WHY = {
    "required": "A scope change needs a reason. Say in a few words why.",
    "max_length": "Use at most 500 characters.",
}


class ReasonForm(forms.Form):
    """Why a story leaves the sprint."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        error_messages=WHY,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "What changed?"}),
    )


class AddForm(ReasonForm):
    """Which story comes in, by its key, and why."""

    story = forms.SlugField(
        label="Story",
        error_messages={
            "required": "Choose a story of the backlog.",
            "invalid": "That is no story key. Choose one of the list.",
        },
        widget=forms.TextInput(
            attrs={"class": "input", "list": "backlog-stories", "placeholder": "Key or title",
                   "autocomplete": "off"}
        ),
    )  # fmt: skip
    field_order = ("story", "reason")
