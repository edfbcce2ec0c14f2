"""What the page about the schedule asks."""

from django import forms

from ceremonies.schedule.rules import RHYTHM_NAMES

WEEKDAYS = list(enumerate(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]))
RHYTHMS = [("", "Not scheduled"), *((key.value, name) for key, name in RHYTHM_NAMES.items())]
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SlotForm(forms.Form):
    """When one kind of ceremony is held, and for how long."""

    rhythm = forms.ChoiceField(choices=RHYTHMS, required=False, label="When")
    weekdays = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label="Weekdays"
    )
    at = forms.TimeField(required=False, label="Begins at", widget=CLOCK)
    minutes = forms.IntegerField(min_value=1, max_value=480, label="Minutes planned")
