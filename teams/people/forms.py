"""Forms about a team's people."""

from django import forms

from teams.access import Access
from teams.availability.places import countries, subdivisions
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
    is_line_manager = forms.BooleanField(required=False, label="Line manager of people on this team")
    place = forms.ChoiceField(
        required=False, label="Public holidays", help_text="Where somebody keeps others than the team."
    )

    def __init__(self, *args, access: Access, membership: TeamMembership | None = None, **kwargs):
        if membership:
            names = ("roles", "allocation", "kind", "focus", "is_line_manager")
            initial = {name: getattr(membership, name) for name in names}
            kwargs.setdefault("initial", initial | {"place": _joined(membership.country, membership.subdivision)})
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = _places(access, membership)
        held = membership.roles if membership else []
        offered = {*grantable_roles(access), *held}
        self.fields["roles"].choices = [(role, name) for role, name in ROLE_NAMES.items() if role in offered]

    def clean(self) -> dict:
        """Country and subdivision in place of the one choice."""
        cleaned = super().clean()
        country, _, subdivision = (cleaned.pop("place", "") or "").partition("-")
        return cleaned | {"country": country, "subdivision": subdivision}


def _joined(country: str, subdivision: str) -> str:
    return f"{country}-{subdivision}" if subdivision else country


def _places(access: Access, membership: TeamMembership | None) -> list[tuple[str, str]]:
    """All countries, and the parts of the team's and the person's own."""
    team = access.team
    near = {country for country in (team.country, membership.country if membership else "") if country}
    parts = [
        (f"{country}-{code}", f"{countries()[country]}, {name}")
        for country in sorted(near)
        for code, name in subdivisions(country).items()
    ]
    return [("", "As the team"), *sorted([*countries().items(), *parts], key=lambda choice: choice[1])]


class NewMemberForm(MembershipForm):
    """A person of the organisation who is not on the team yet."""

    user = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose a person")
    field_order = ["user"]

    def __init__(self, *args, access: Access, **kwargs):
        super().__init__(*args, access=access, **kwargs)
        here = access.team.memberships.current().values("user")
        people = User.objects.filter(organisation_memberships__organisation=access.organisation, is_active=True)
        self.fields["user"].queryset = people.exclude(pk__in=here).order_by("name", "pk")
