"""The form of a persona; what may stand in it is decided by the services."""

from datetime import datetime

from django import forms

from stories.models import Persona
from stories.models.persona import ICONS
from stories.personas.services import create_persona, edit_persona
from teams.access import Access


def _lines(placeholder: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": 4, "placeholder": placeholder})


class PersonaForm(forms.Form):
    """Whom the stories serve (PER-1)."""

    name = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"class": "input", "placeholder": "For example: Ward nurse"})
    )
    role = forms.CharField(
        label="In one line",
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text="What they are responsible for, and how they work.",
    )
    goals = forms.CharField(label="What they want", required=False, widget=_lines("One per line"))
    frustrations = forms.CharField(label="What gets in their way", required=False, widget=_lines("One per line"))
    icon = forms.ChoiceField(
        label="Picture", choices=[(icon, icon) for icon in ICONS], widget=forms.RadioSelect, initial="user-round"
    )

    use_required_attribute = False

    def __init__(self, data=None, *, access: Access, persona: Persona | None = None):
        initial = {name: getattr(persona, name) for name in self.base_fields} if persona else None
        super().__init__(data, initial=initial, label_suffix="")
        self.access, self.persona = access, persona

    def save(self, *, now: datetime) -> Persona:
        """Writes the persona; raises DomainError naming the field."""
        change = {"actor": self.access.user, "now": now, **self.cleaned_data}
        if self.persona is None:
            return create_persona(organisation=self.access.organisation, **change)
        return edit_persona(persona=self.persona, **change)
