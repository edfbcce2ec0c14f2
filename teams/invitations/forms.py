"""Forms about invitations."""

from django import forms

from teams.access import Access
from teams.accounts.forms import SignupForm
from teams.colleagues.rules import givable_roles
from teams.invitations import rules
from teams.invitations.delivery import Outcome
from teams.permissions import grantable_roles
from teams.rules import ROLE_NAMES, OrganisationRole, TeamRole

AT_ONCE = 20


class AddressesForm(forms.Form):
    """Addresses of people to invite."""

    emails = forms.CharField(
        label="E-mail addresses",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="One a line, or separated by commas.",
        error_messages={"required": "Type the address of whom you want here."},
    )

    def clean_emails(self) -> list[str]:
        found = rules.addresses(self.cleaned_data["emails"])
        if len(found) > AT_ONCE:
            raise forms.ValidationError(f"These are {len(found)} addresses. Invite up to {AT_ONCE} at once.")
        return found

    def left_over(self, outcome: Outcome) -> dict:
        """What a new form begins with: the addresses that could not be invited, and the other fields as sent."""
        rest = {name: value for name, value in self.cleaned_data.items() if name != "emails"}
        return {"emails": "\n".join(email for email, _ in outcome.problems), **rest}


class InviteForm(AddressesForm):
    """Addresses and the roles on the team that they are invited to."""

    invited_roles = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Roles", initial=[TeamRole.MEMBER],
        error_messages={"required": "Choose at least one role."},
    )  # fmt: skip

    def __init__(self, *args, access: Access, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invited_roles"].choices = [(role, ROLE_NAMES[role]) for role in grantable_roles(access)]


class OrganisationInviteForm(AddressesForm):
    """Addresses and what they are invited to be in the organisation."""

    role = forms.ChoiceField(widget=forms.RadioSelect, label="As", initial=OrganisationRole.MEMBER)

    def __init__(self, *args, access: Access, **kwargs):
        super().__init__(*args, **kwargs)
        givable = givable_roles(access.organisation_role)
        self.fields["role"].choices = [(role, ROLE_NAMES[role]) for role in reversed(givable)]
        self.fields["role"].help_text = "Admins manage people and all teams; owners may do everything."
        if len(givable) == 1:
            self.fields["role"].widget = forms.HiddenInput()


class JoinForm(SignupForm):
    """Sign-up of somebody invited: the address is the invitation's, whatever is typed."""

    def __init__(self, *args, email: str, **kwargs):
        self.invited = email
        super().__init__(*args, initial={"email": email}, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = "You were invited at this address."
