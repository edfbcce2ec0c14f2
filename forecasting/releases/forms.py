"""What the pages of releases send; what may stand in it is decided by the services."""

import re
from datetime import datetime

from django import forms
from django.db.models import Q

from forecasting.models import Release
from forecasting.releases.services import create_release, edit_release
from stories.models import Story
from teams.access import Access
from teams.models import Team

MOST_KEYS = 500


def _input(**attrs: object) -> dict[str, object]:
    return {"class": "input", **attrs}


class ReleaseForm(forms.Form):
    """A release: its words, its date and its scope."""

    name = forms.CharField(
        widget=forms.TextInput(_input(placeholder="For example: Release 2.4")),
        error_messages={"required": "A name is missing. Type one, such as a version."},
    )
    goal = forms.CharField(
        required=False,
        widget=forms.TextInput(_input(placeholder="What will people be able to do?")),
        help_text="One sentence.",
    )
    target_date = forms.DateField(
        label="Target date",
        required=False,
        widget=forms.DateInput(_input(type="date"), format="%Y-%m-%d"),
        error_messages={"invalid": "That is not a date. Write it as 2026-12-31."},
        help_text="Leave it empty for continuous delivery.",
    )
    pace_percent = forms.IntegerField(
        label="Share of each sprint in %",
        required=False,
        widget=forms.NumberInput(_input(min=1, max=100)),
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Type a whole number from 1 to 100."),
        help_text="How much of the team’s pace goes into this release. 100 when it does nothing else.",
    )
    epics = forms.ModelMultipleChoiceField(None, required=False, widget=forms.CheckboxSelectMultiple)
    labels = forms.ModelMultipleChoiceField(None, required=False, widget=forms.CheckboxSelectMultiple)
    stories = forms.CharField(
        label="Single stories",
        required=False,
        widget=forms.TextInput(_input()),
    )
    left_out = forms.CharField(
        label="Left out",
        required=False,
        widget=forms.TextInput(_input()),
        help_text="Keys of stories that wait for a later release, though their epic or label is in this one.",
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data=None, *, access: Access, release: Release | None = None):
        super().__init__(data, initial=_initial(release) if release else {"pace_percent": 100}, label_suffix="")
        self.access, self.release = access, release
        team = access.team
        self.fields["stories"].help_text = f"Keys, such as {team.key}-7, {team.key}-12."
        own = release.epics.values("pk") if release else []
        self.fields["epics"].queryset = team.epics.filter(Q(retired_at=None) | Q(pk__in=own))
        self.fields["labels"].queryset = team.labels.all()

    def clean_stories(self) -> list[Story]:
        return stories_by_key(self.access.team, self.cleaned_data["stories"])

    def clean_left_out(self) -> list[Story]:
        return stories_by_key(self.access.team, self.cleaned_data["left_out"])

    def clean_pace_percent(self) -> int:
        percent = self.cleaned_data["pace_percent"]
        return 100 if percent is None else percent

    def save(self, *, now: datetime) -> Release:
        """Writes the release; raises DomainError naming the field."""
        fields = {**self.cleaned_data, "actor": self.access.user, "now": now}
        seen_version = fields.pop("seen_version")
        if self.release is None:
            return create_release(team=self.access.team, **fields)
        return edit_release(release=self.release, seen_version=seen_version, **fields)


def stories_by_key(team: Team, text: str) -> list[Story]:
    """The team's live stories with these keys, however they are separated. Raises ValidationError naming the others."""
    keys = [key.upper() for key in re.split(r"[\s,;]+", text) if key]
    if len(keys) > MOST_KEYS:
        raise forms.ValidationError(f"Name at most {MOST_KEYS} stories; an epic or a label holds more.")
    found = {story.key.upper(): story for story in team.stories.live().filter(key__in=keys)}
    unknown = [key for key in keys if key not in found]
    if unknown:
        raise forms.ValidationError(f"There is no story {', '.join(unknown[:5])}. Look its key up in the backlog.")
    return list(found.values())


def _initial(release: Release) -> dict[str, object]:
    plain = ("name", "goal", "target_date", "pace_percent")
    keys = {name: ", ".join(getattr(release, name).values_list("key", flat=True)) for name in ("stories", "left_out")}
    chosen = {name: list(getattr(release, name).all()) for name in ("epics", "labels")}
    return {name: getattr(release, name) for name in plain} | keys | chosen | {"seen_version": release.version}
