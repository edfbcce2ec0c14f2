"""What the import pages send: a file, what its columns are, and what to do with rows that cannot come in."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from integrations.imports import queries
from integrations.imports.formats.registry import FORMATS
from integrations.imports.reading.survey import Survey
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.words import ADD
from integrations.models import ImportRun
from teams.access import Access
from teams.rules import Verb

# Fields whose words a person translates on the page of columns.
WORD_FIELDS = ("kind", "status", "assignee")


def _plain(text: str, longest: int = 200) -> str:
    """What a field sent, without the NULs that a database cannot hold."""
    return text.replace("\x00", "")[:longest]


class UploadForm(forms.Form):
    """The file, and what it is where that is not to be recognised."""

    format = forms.ChoiceField(
        label="What is it",
        required=False,
        choices=[("", "Recognise it by its content"), *((slug, known.name) for slug, known in FORMATS.items())],
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose one with column names and rows.",
        },
    )
    use_required_attribute = False

    @property
    def chosen(self) -> dict:
        """What the service takes, once the form is valid."""
        return {"file": self.cleaned_data["file"], "slug": self.cleaned_data["format"]}


def mapped(data: QueryDict, run: ImportRun) -> Choices:
    """The choices of the page of columns; what it did not send stays as it was."""
    choices, survey = queries.choices_of(run), queries.survey_of(run)
    for place, column in enumerate(survey.columns):
        sent = data.get(f"column-{place}")
        if sent is not None:
            choices.columns[column.name] = _plain(sent, 40)
    for name in WORD_FIELDS:
        choices.words[name] = choices.words.get(name, {}) | _words(data, name, survey)
    choices.owner = _plain(data.get("owner", choices.owner)).strip()
    choices.running = _plain(data.get("running", choices.running), 10)
    choices.day_order = _plain(data.get("day_order", choices.day_order), 10)
    return choices


def _words(data: Mapping[str, str], name: str, survey: Survey) -> dict[str, str]:
    """What was said about words that are in the file; others are not kept."""
    prefix = f"{name}:"
    known = {word for column in survey.columns for word in column.words or ()}
    sent = {key.removeprefix(prefix): data[key] for key in data if key.startswith(prefix)}
    return {word: _plain(meaning, 40) for word, meaning in sent.items() if word in known}


def decided(data: QueryDict, run: ImportRun, access: Access) -> Choices:
    """The choices of the page of the check. Who may not manage personas cannot have any added."""
    choices = queries.choices_of(run)
    may_add = access.may(Verb.MANAGE_PERSONAS)
    report = queries.report_of(run)
    asked = {kind.subject for kind in report.kinds.values() if kind.subject} if report else set()
    meanings = choices.words.get("persona", {})
    for word in asked | set(meanings):
        meanings[word] = _plain(data.get(f"persona:{word}", meanings.get(word, "")), 40)
    choices.words["persona"] = {word: meant for word, meant in meanings.items() if meant and (may_add or meant != ADD)}
    choices.add_personas = may_add and "add_personas" in data
    choices.leave_out = [_plain(code, 40) for code in data.getlist("leave_out")[:20]]
    return choices
