"""What the backlog's address may ask for, and where a story may be moved to."""

from datetime import datetime, timedelta
from decimal import Decimal

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters.constants import EMPTY_VALUES

from core.errors import Invalid
from stories.backlog import queries
from stories.backlog.rules import months_before
from stories.models import Epic, Label, Persona, Status, Story
from stories.rules import KIND_NAMES, Category, cards
from stories.search.queries import has_words
from teams.models import User

AGES = {
    "week": "Written in the last 7 days",
    "3": "Older than 3 months",
    "6": "Older than 6 months",
    "12": "Older than a year",
}
PLACES = {"sprint": "In a sprint", "done": "Done", "all": "Everywhere", "archived": "Archived"}


def _of_team(model):
    return lambda request: model.objects.filter(team=request.access.team)


def _personas(request) -> QuerySet[Persona]:
    return request.access.organisation.personas.all()


def _people(request) -> QuerySet[User]:
    here = {"team_memberships__team": request.access.team, "team_memberships__left_at": None}
    return User.objects.filter(**here).order_by("name")


class StoryFilter(django_filters.FilterSet):
    """Filters of the backlog (STO-6). Without `where` only the backlog is looked at, with a status every live story."""

    text = django_filters.CharFilter(method="with_text", label="Text", max_length=100)
    where = django_filters.ChoiceFilter(
        method="in_place", label="Where", choices=list(PLACES.items()), empty_label="In the backlog"
    )
    ready = django_filters.ChoiceFilter(
        method="by_readiness", label="Ready", choices=[("yes", "Ready"), ("no", "Not ready yet")], empty_label="Any"
    )
    persona = django_filters.ModelChoiceFilter(
        queryset=_personas, label="Persona", empty_label="Any", null_label="No persona", null_value="none"
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=[(kind.value, name) for kind, name in KIND_NAMES.items()], empty_label="Any"
    )
    points = django_filters.ChoiceFilter(method="with_points", label="Points", choices=[], empty_label="Any")
    status = django_filters.ModelChoiceFilter(queryset=_of_team(Status), label="Status", empty_label="Any")
    epic = django_filters.ModelChoiceFilter(
        queryset=_of_team(Epic), label="Epic", empty_label="Any", null_label="No epic", null_value="none"
    )
    label = django_filters.ModelChoiceFilter(
        field_name="labels", queryset=_of_team(Label), label="Label", empty_label="Any"
    )
    assignee = django_filters.ModelChoiceFilter(
        field_name="assignees", queryset=_people, label="Assignee", empty_label="Anybody", null_label="Nobody",
        null_value="none",
    )  # fmt: skip
    age = django_filters.ChoiceFilter(method="of_age", label="Age", choices=list(AGES.items()), empty_label="Any")

    class Meta:
        model = Story
        fields: list[str] = []

    def __init__(self, data, *, request, now: datetime, largest: Decimal):
        super().__init__(data, queryset=Story.objects.filter(team=request.access.team), request=request)
        self.now, self.largest, self.team = now, largest, request.access.team
        deck = [(label, label) for label, _ in cards(self.team.scale, self.team.extra_cards)]
        self.filters["points"].extra["choices"] = [("none", "Not estimated"), ("big", "Too big"), *deck]
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "input"

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if not asked.get("where"):
            queryset = queryset.live() if asked.get("status") else queryset.in_backlog()
        return super().filter_queryset(queryset)

    @property
    def active(self) -> dict[str, object]:
        """The filters that are set and make sense, by name."""
        self.form.is_valid()  # cleans; what makes no sense is left out
        return {name: value for name, value in self.form.cleaned_data.items() if value not in EMPTY_VALUES}

    @property
    def keeps_order(self) -> bool:
        """Whether what is shown stands in the backlog, so that it can be moved there."""
        return not {"where", "status"} & set(self.active)

    def with_text(self, stories, name, value):
        return stories.filter(has_words([self.team.pk], value))

    def in_place(self, stories, name, value):
        is_done = Q(status__category=Category.DONE)
        if value == "archived":
            return stories.exclude(archived_at=None)
        wanted = {"sprint": Q(in_backlog=False) & ~is_done, "done": is_done, "all": Q()}
        return stories.live().filter(wanted[value])

    def by_readiness(self, stories, name, value):
        condition = queries.is_ready(self.team)
        return stories.filter(condition if value == "yes" else ~condition)

    def with_points(self, stories, name, value):
        named = {"none": queries.is_not_estimated(), "big": Q(points__gt=self.largest)}
        deck = dict(cards(self.team.scale, self.team.extra_cards))
        return stories.filter(named[value] if value in named else Q(points=deck[value]))

    def of_age(self, stories, name, value):
        if value == "week":
            return stories.filter(created_at__gte=self.now - timedelta(days=7))
        return stories.filter(created_at__lt=months_before(self.now, int(value)))


class OrderForm(forms.Form):
    """A move in the backlog: one story, and exactly one of an end, a position, or a neighbour."""

    to = forms.ChoiceField(choices=[("top", "top"), ("bottom", "bottom")], required=False)
    position = forms.IntegerField(
        required=False, min_value=1, max_value=10**6, error_messages={"invalid": "A position is a whole number."}
    )
    before = forms.CharField(required=False, max_length=24)
    after = forms.CharField(required=False, max_length=24)

    def target(self) -> tuple[str, object]:
        """What was asked for and its value; raises Invalid naming the field."""
        for field, errors in self.errors.items():
            raise Invalid(errors[0], field=field, fix="1 is the top of the backlog." if field == "position" else "")
        asked = [(name, value) for name, value in self.cleaned_data.items() if value]
        if len(asked) != 1:
            raise Invalid("Say where the story goes.", field="position", fix="Name one place: 1 is the top.")
        return asked[0]
