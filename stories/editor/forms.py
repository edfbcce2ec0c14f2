"""The sentence editor's form: what it offers, what it sends to the services, and how a stale one goes on."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django import forms
from django.db import transaction
from django.db.models import Q

from stories.editor.fields import CriteriaField, CriterionLine, PersonaField
from stories.labels.services import create_epic, create_label
from stories.models import Story
from stories.rules import KIND_NAMES, Kind, cards
from stories.story.services import create_story, edit_story
from teams.access import Access
from teams.models import Team, User

TIMEBOXES = [("", "None"), ("0.5", "½ day"), ("1", "1 day"), ("2", "2 days")]


def plain(value: Decimal | None) -> str:
    """A number as a form sends it: 0.5, 3, 13; empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def _with_own(choices: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """The choices, and the story's own value if another tool's scale brought it."""
    return choices if value in dict(choices) else [*choices, (value, value)]


def _area(rows: int, placeholder: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, "placeholder": placeholder})


def _line(placeholder: str = "") -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "placeholder": placeholder})


class StoryForm(forms.Form):
    """Everything that is written about a story. Lengths and meanings are checked by the services, one place for all."""

    kind = forms.ChoiceField(
        choices=[(kind.value, name) for kind, name in KIND_NAMES.items()], widget=forms.RadioSelect, initial=Kind.STORY
    )
    title = forms.CharField(required=False, widget=_line("Taken from the goal if you leave it empty"))
    persona = PersonaField(queryset=None, required=False, widget=forms.RadioSelect, empty_label="Nobody yet")
    goal = forms.CharField(label="I want", required=False, widget=_area(2))
    value = forms.CharField(label="so that", required=False, widget=_area(2))
    question = forms.CharField(label="Question to answer", required=False, widget=_area(2))
    timebox_days = forms.ChoiceField(label="Timebox", required=False, choices=TIMEBOXES, widget=forms.RadioSelect)
    criteria = CriteriaField(required=False)
    points = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    description = forms.CharField(required=False, widget=_area(4), help_text="Markdown: **bold**, lists, links.")
    assignees = forms.ModelMultipleChoiceField(
        label="Working on it", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    epic = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="No epic", widget=forms.Select(attrs={"class": "input"})
    )
    new_epic = forms.CharField(label="New epic", required=False, widget=_line("Or name a new one"))
    labels = forms.ModelMultipleChoiceField(queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    new_labels = forms.CharField(label="New labels", required=False, widget=_line("New ones, separated by commas"))
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_points = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_criteria = forms.CharField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data=None, *, access: Access, story: Story | None = None, title: str = ""):
        super().__init__(data, initial=initial_of(story) if story else {"title": title}, label_suffix="")
        self.access, self.story = access, story
        self._offer(access.team, story)

    def _offer(self, team: Team, story: Story | None) -> None:
        own = Q(pk=story.persona_id) if story and story.persona_id else Q(pk__in=[])
        self.fields["persona"].queryset = team.organisation.personas.filter(Q(retired_at=None) | own)
        own_epic = Q(pk=story.epic_id) if story and story.epic_id else Q(pk__in=[])
        self.fields["epic"].queryset = team.epics.filter(Q(retired_at=None) | own_epic)
        self.fields["labels"].queryset = team.labels.all()
        working = Q(team_memberships__team=team, team_memberships__left_at=None)
        working |= Q(assigned_stories=story) if story else Q(pk__in=[])
        self.fields["assignees"].queryset = User.objects.filter(working).distinct().order_by("name")
        deck = [("", "?"), *((plain(value), label) for label, value in cards(team.scale, team.extra_cards))]
        self.fields["points"].choices = _with_own(deck, plain(story.points) if story else "")
        self.fields["timebox_days"].choices = _with_own(TIMEBOXES, plain(story.timebox_days) if story else "")

    def save(self, *, now: datetime) -> Story:
        """Writes the story with new labels and epic, all or nothing. Raises DomainError."""
        change = {"actor": self.access.user, "now": now}
        with transaction.atomic():
            fields = self._written(self._with_new_names(change))
            if self.story is None:
                lines = [text for _, text in self.cleaned_data["criteria"] if text.strip()]
                return create_story(team=self.access.team, criteria=lines, **fields, **change)
            return edit_story(
                story=self.story,
                seen_version=self.cleaned_data["seen_version"],
                criteria=self.cleaned_data["criteria"],
                **fields,
                **change,
            )

    def _with_new_names(self, change: dict) -> dict:
        sent, team = dict(self.cleaned_data), self.access.team
        if sent["new_epic"].strip():
            sent["epic"] = create_epic(team=team, name=sent["new_epic"], **change)
        names = [name for name in sent["new_labels"].split(",") if name.strip()]
        new = [create_label(team=team, name=name, **change) for name in names]
        sent["labels"] = list({label.pk: label for label in (*sent["labels"], *new)}.values())
        return sent

    def _written(self, sent: dict) -> dict:
        """The fields that the services take. Points go along only when somebody touched them here."""
        extras = {"criteria", "new_epic", "new_labels", "seen_version", "seen_points", "seen_criteria"}
        if self.story and sent["points"] == sent["seen_points"]:
            extras.add("points")
        return {name: value for name, value in sent.items() if name not in extras}

    def catch_up(self, story: Story) -> None:
        """Goes on after a conflict: the next save means it, and lines that others wrote join those typed here."""
        self.data = self.data.copy()
        self.data["seen_version"] = story.edit_version
        seen = set(self.data.get("seen_criteria", "").split(","))
        for criterion in story.criteria.all():
            if str(criterion.pk) not in seen:
                self.data[f"criteria-c{criterion.pk}"] = str(criterion)
                self.data[f"criteria-c{criterion.pk}-id"] = str(criterion.pk)
        self.data["seen_criteria"] = _ids(story.criteria.all())


def _ids(criteria: Iterable) -> str:
    return ",".join(str(criterion.pk) for criterion in criteria)


def initial_of(story: Story) -> dict:
    """A story as the form shows it."""
    criteria = list(story.criteria.all())
    names = ("kind", "title", "goal", "value", "question", "description")
    return {name: getattr(story, name) for name in names} | {
        "persona": story.persona_id,
        "epic": story.epic_id,
        "labels": [label.pk for label in story.labels.all()],
        "assignees": [person.pk for person in story.assignees.all()],
        "points": plain(story.points),
        "timebox_days": plain(story.timebox_days),
        "criteria": [CriterionLine(f"criteria-c{line.pk}", str(line.pk), str(line)) for line in criteria],
        "seen_version": story.edit_version,
        "seen_points": plain(story.points),
        "seen_criteria": _ids(criteria),
    }
