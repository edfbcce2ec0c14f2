"""Forms about a team's people."""

from django import forms

from teams.access import Access
from teams.models import TeamMembership, User
from teams.permissions import grantable_roles
from teams.rules import ROLE_NAMES, MembershipKind

KINDS = [(MembershipKind.EMBEDDED, "Embedded"), (MembershipKind.COACH, "Coach, shared with other teams")]


class MembershipForm(forms.Form):
    """Roles, share of time and kind of one person."""

    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Roles")
    allocation = forms.IntegerField(
        min_value=1, max_value=100, initial=100, label="Share of their time, in %", help_text="Full time is 100."
    )
    kind = forms.ChoiceField(choices=KINDS, label="Kind")
    focus = forms.CharField(max_length=60, required=False, label="What they do", help_text="Such as signal filters.")

    def __init__(self, *args, access: Access, membership: TeamMembership | None = None, **kwargs):
        if membership:
            names = ("roles", "allocation", "kind", "focus")
            kwargs.setdefault("initial", {name: getattr(membership, name) for name in names})
        super().__init__(*args, **kwargs)
        held = membership.roles if membership else []
        offered = {*grantable_roles(access), *held}
        self.fields["roles"].choices = [(role, name) for role, name in ROLE_NAMES.items() if role in offered]


class NewMemberForm(MembershipForm):
    """A person of the organisation who is not on the team yet."""

    user = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose a person")
    field_order = ["user"]

    def __init__(self, *args, access: Access, **kwargs):
        super().__init__(*args, access=access, **kwargs)
        here = access.team.memberships.current().values("user")
        people = User.objects.filter(organisation_memberships__organisation=access.organisation, is_active=True)
        self.fields["user"].queryset = people.exclude(pk__in=here).order_by("name", "pk")
