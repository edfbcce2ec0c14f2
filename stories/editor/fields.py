"""Form fields of their own kind: the list of acceptance criteria and the personas to pick from."""

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from stories.models import Persona

_LINE = re.compile(r"-(?P<line>\w{1,12})")


@dataclass(frozen=True)
class CriterionLine:
    """One line of the editor's list; `key` is the saved criterion's id, empty for a new line."""

    name: str
    key: str = ""
    text: str = ""


class CriteriaWidget(forms.Widget):
    """Lines named `criteria-<x>` with their ids in `criteria-<x>-id`, in the order in which they are sent."""

    def value_from_datadict(self, data: MultiValueDict, files, name: str) -> list[CriterionLine]:
        lines = [key for key in data if key.startswith(name) and _LINE.fullmatch(key, len(name))]
        return [CriterionLine(line, data.get(f"{line}-id", ""), data.get(line, "")) for line in lines]

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)


class CriteriaField(forms.Field):
    """Cleans to a list of (id or None, text), the form in which `edit_story` takes criteria."""

    widget = CriteriaWidget

    def clean(self, value: list[CriterionLine]) -> list[tuple[int | None, str]]:
        if any("\x00" in line.text for line in value):
            raise ValidationError("Null characters are not allowed.")
        return [(int(line.key) if _is_id(line.key) else None, line.text) for line in value]

    def prepare_value(self, value) -> list[CriterionLine]:
        """The lines to show, with one to type on at the end."""
        lines = list(value or [])
        empty = any(not line.text.strip() for line in lines)
        return lines if empty else [*lines, CriterionLine(f"criteria-new{len(lines)}")]


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


class PersonaField(forms.ModelChoiceField):
    """Personas on the list, and the story's own if that one is retired."""

    def label_from_instance(self, persona: Persona) -> str:
        return f"{persona.name} (retired)" if persona.retired_at else persona.name
