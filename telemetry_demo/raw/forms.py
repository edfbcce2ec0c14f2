"""What raw readings are searched by."""

import math
from datetime import datetime

from django import forms
from django.utils import timezone

from telemetry_demo.raw.queries import Wanted


class SearchForm(forms.Form):
    """Everything may be left open."""

    patient = forms.CharField(required=False, max_length=200)
    visit = forms.CharField(required=False, max_length=200)
    signal = forms.CharField(required=False, max_length=200)
    device = forms.CharField(required=False, max_length=200)
    first = forms.DateTimeField(required=False, label="From", widget=forms.DateTimeInput({"type": "datetime-local"}))
    last = forms.DateTimeField(required=False, label="Until", widget=forms.DateTimeInput({"type": "datetime-local"}))
    low = forms.FloatField(required=False, label="Value from")
    high = forms.FloatField(required=False, label="Value to")

    def clean(self) -> dict:
        """Raises ValidationError where nothing could be found."""
        found = super().clean()
        for name in ("low", "high"):
            if found.get(name) is not None and not math.isfinite(found[name]):
                self.add_error(name, "Write a number, such as 120.")
        self._in_order("first", "last", "The end is before the beginning.")
        self._in_order("low", "high", "The highest value is below the lowest.")
        return found

    def _in_order(self, lower: str, upper: str, otherwise: str) -> None:
        low, high = self.cleaned_data.get(lower), self.cleaned_data.get(upper)
        if low is not None and high is not None and high < low:
            self.add_error(upper, otherwise)

    def wanted(self, trials: list[str]) -> Wanted:
        """The search, in these trials only."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return Wanted(trials=trials, **{name: _aware(value) for name, value in said.items()})


def _aware(value):
    naive = isinstance(value, datetime) and timezone.is_naive(value)
    return timezone.make_aware(value) if naive else value
