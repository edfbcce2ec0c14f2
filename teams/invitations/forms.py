"""Forms about invitations."""

from allauth.account.forms import SignupForm
from django import forms

from teams.access import Access
from teams.invitations import rules
from teams.permissions import grantable_roles
from teams.rules import ROLE_NAMES, TeamRole

AT_ONCE = 20


class InviteForm(forms.Form):
    """Addresses and the roles that they are invited to."""

    emails = forms.CharField(
        label="E-mail addresses",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="One a line, or separated by commas.",
        error_messages={"required": "Type the address of whom you want on the team."},
    )
    invited_roles = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Roles", initial=[TeamRole.MEMBER],
        error_messages={"required": "Choose at least one role."},
    )  # fmt: skip

    def __init__(self, *args, access: Access, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invited_roles"].choices = [(role, ROLE_NAMES[role]) for role in grantable_roles(access)]

    def clean_emails(self) -> list[str]:
        found = rules.addresses(self.cleaned_data["emails"])
        if len(found) > AT_ONCE:
            raise forms.ValidationError(f"These are {len(found)} addresses. Invite up to {AT_ONCE} at once.")
        return found


class JoinForm(SignupForm):
    """Sign-up of somebody invited: the address is the invitation's, whatever is typed."""

    def __init__(self, *args, email: str, **kwargs):
        self.invited = email
        super().__init__(*args, initial={"email": email}, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = "You were invited at this address."
