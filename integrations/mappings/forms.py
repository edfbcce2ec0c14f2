"""A name for a mapping."""

from django import forms

from integrations.mappings.rules import MAX_NAME


class NameForm(forms.Form):
    """What a mapping is called."""

    name = forms.CharField(
        label="Name",
        max_length=MAX_NAME,
        help_text="Where such files come from, for example “Jira, all fields”.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={
            "required": "A mapping needs a name. Say where such files come from.",
            "max_length": f"At most {MAX_NAME} characters fit here. Shorten the name.",
        },
    )
    use_required_attribute = False
