"""The team's own settings."""

import zoneinfo

from django import forms

from teams.models import Team

WEEKDAYS = list(enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
RHYTHMS = [(7, "One week"), (14, "Two weeks"), (21, "Three weeks"), (28, "Four weeks")]
SCALES = [("fibonacci", "Fibonacci"), ("tshirt", "T-shirt sizes")]
EXTRA_CARDS = [("0.5", "½"), ("34", "34"), ("55", "55")]


class TeamForm(forms.Form):
    """Name, rhythm and scale of a team."""

    name = forms.CharField(max_length=80, label="Team name")
    purpose = forms.CharField(max_length=160, required=False, label="What the team works on")
    key = forms.CharField(
        max_length=10, label="Stories begin with", help_text="For new stories; the keys of existing ones stay."
    )
    time_zone = forms.ChoiceField(label="Time zone", help_text="Sprint days begin and end by this clock.")
    sprint_days = forms.TypedChoiceField(
        choices=RHYTHMS, coerce=int, label="Sprint length", help_text="From the next sprint on."
    )
    working_days = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, label="Working days"
    )
    scale = forms.ChoiceField(choices=SCALES, widget=forms.RadioSelect, label="Estimates, by size and not by time")
    extra_cards = forms.MultipleChoiceField(
        choices=EXTRA_CARDS, required=False, widget=forms.CheckboxSelectMultiple, label="More cards in the deck"
    )

    def __init__(self, *args, team: Team, **kwargs):
        kwargs.setdefault("initial", {name: getattr(team, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        zones = {zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")}
        zones |= {"UTC", team.time_zone}
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(zones)]
        names = {team.sprint_days: f"{team.sprint_days} days", **dict(RHYTHMS)}
        self.fields["sprint_days"].choices = sorted(names.items())
