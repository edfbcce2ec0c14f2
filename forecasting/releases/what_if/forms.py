"""What the sliders send, by GET: so every what-if has an address."""

from datetime import date

from django import forms
from django.http import QueryDict

from forecasting.releases.rules.forecast import Situation
from forecasting.releases.rules.plan import Changes
from forecasting.releases.rules.what_if import Cut, choose_cut

LEAST_CAPACITY, MOST_CAPACITY = 50, 150
MOST_SPRINTS = 18


def _always(words: str) -> dict[str, str]:
    """The same words whatever is wrong with a field."""
    return dict.fromkeys(("invalid", "min_value", "max_value", "invalid_choice", "invalid_list"), words)


class WhatIfForm(forms.Form):
    """Points and epics to leave out, capacity in % of the usual, no new scope, the target as a day or a sprint end."""

    points = forms.FloatField(required=False, min_value=0, label="Leave out", error_messages=_always("Give points."))
    without = forms.MultipleChoiceField(
        required=False,
        label="Whole epics",
        error_messages=_always("Choose epics with open stories here."),
    )
    capacity = forms.IntegerField(
        required=False,
        min_value=LEAST_CAPACITY,
        max_value=MOST_CAPACITY,
        error_messages=_always(f"Give a percentage from {LEAST_CAPACITY} to {MOST_CAPACITY}."),
    )
    frozen = forms.BooleanField(required=False)
    sprint = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_SPRINTS,
        label="Target date",
        error_messages=_always(f"Give the number of a sprint end from 1 to {MOST_SPRINTS}."),
    )
    target = forms.DateField(required=False, error_messages=_always("Write the day as 2026-12-31."))

    def __init__(self, data: QueryDict, situation: Situation, epics: dict[int, str]):
        super().__init__(data, label_suffix="")
        self.situation = situation
        self.fields["without"].choices = [(str(pk), name) for pk, name in epics.items()]
        self.full_clean()

    @property
    def cut(self) -> Cut:
        """The stories that would be left out."""
        epics = [int(key) for key in self._given("without", [])]
        points = self._given("points", 0.0) or 0.0
        return choose_cut(self.situation.open_pieces, points, self.situation.usual, epics)

    @property
    def target_day(self) -> date | None:
        """The chosen day, else that of the release."""
        sprint, day = self._given("sprint"), self._given("target")
        if day is None and sprint is not None:
            day = self.situation.frame.stops[sprint - 1].day
        return day or self.situation.frame.target

    @property
    def changes(self) -> Changes:
        return Changes(
            cut=self.cut.points,
            capacity=(self._given("capacity") or 100) / 100,
            frozen=bool(self._given("frozen", False)),
            target=self.target_day,
        )

    def _given(self, name: str, default=None):
        """A usable value; one that cannot be used is named beside its field, and the rest is answered all the same."""
        return self.cleaned_data.get(name, default)
