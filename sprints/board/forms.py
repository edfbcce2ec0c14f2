"""The dialogs that a card's menu opens."""

from django import forms
from django.db.models import Case, Q, When

from stories.models import Story
from teams.models import Team, User
from teams.rules import TeamRole


def _at_work(team: Team) -> list[int]:
    """Who of the team does more than look."""
    roles = team.memberships.current().values_list("user_id", "roles")
    return [user for user, own in roles if set(own) - {TeamRole.STAKEHOLDER}]


class PeopleForm(forms.Form):
    """Who works on a card: the team's people of today, the asking one first."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"autofocus": True}),
        label="Who works on it",
    )

    def __init__(self, *args, story: Story, viewer: User, **kwargs):
        super().__init__(*args, initial={"people": story.assignees.all()}, **kwargs)
        offered = Q(pk__in=_at_work(story.team)) | Q(assigned_stories=story)
        me_first = Case(When(pk=viewer.pk, then=0), default=1)
        self.fields["people"].queryset = User.objects.filter(offered).distinct().order_by(me_first, "name", "pk")


class ImpedimentForm(forms.Form):
    """What is in the way of a card, and what happens next about it."""

    title = forms.CharField(
        max_length=200,
        label="What is in the way?",
        widget=forms.TextInput(attrs={"class": "input", "autofocus": True}),
        help_text="Say who or what you are waiting for.",
        error_messages={"required": "Say who or what you are waiting for."},
    )
    next_step = forms.CharField(
        max_length=200, required=False, label="Next step, if you know it",
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip
