"""What is decided when a sprint closes or is cancelled."""

from collections.abc import Iterator

from django import forms

from sprints.closing.queries import Unfinished
from sprints.closing.services import Destination


class CloseForm(forms.Form):
    """Where each unfinished story goes, and whether the goal was met."""

    goal_met = forms.ChoiceField(
        choices=[("yes", "Met"), ("no", "Not met")],
        error_messages={"required": "Say whether the goal was met."},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, unfinished: list[Unfinished], next_sprint: str, has_goal: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished
        self.fields["goal_met"].required = has_goal
        places = [(Destination.NEXT_SPRINT.value, next_sprint), (Destination.BACKLOG.value, "Backlog")]
        for one in unfinished:
            self.fields[f"story_{one.story.pk}"] = forms.ChoiceField(
                choices=places,
                label=one.story.key,
                error_messages={"required": f"Choose where {one.story.key} goes."},
                widget=forms.RadioSelect,
            )

    def rows(self) -> Iterator[tuple[Unfinished, forms.BoundField]]:
        """Each unfinished story with its choice."""
        return ((one, self[f"story_{one.story.pk}"]) for one in self.unfinished)

    @property
    def destinations(self) -> dict[int, str]:
        """Chosen places by story id."""
        return {one.story.pk: self.cleaned_data[f"story_{one.story.pk}"] for one in self.unfinished}

    @property
    def goal_was_met(self) -> bool | None:
        """None when there was no goal to meet."""
        return {"yes": True, "no": False}.get(self.cleaned_data["goal_met"])


class CancelForm(forms.Form):
    """Why the sprint ends without delivery."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        error_messages={
            "required": "A sprint is cancelled for a reason. Say what made the goal obsolete.",
            "max_length": "Use at most 300 characters.",
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
