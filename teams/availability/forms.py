"""What the pages of the calendar send."""

from datetime import date

from django import forms

from teams.access import Access
from teams.availability.permissions import may_enter_for
from teams.availability.places import countries, country_of_zone, subdivisions
from teams.availability.queries import people_of
from teams.availability.rules.days import AbsenceKind
from teams.models import Absence, Allocation, Team, TeamMembership, User
from teams.rules import MembershipKind

NO_DATE = "That is not a date. Write it as 2026-12-31."
KINDS = [(kind, kind.name.title()) for kind in AbsenceKind]
SHARE_KINDS = [(MembershipKind.EMBEDDED, "Embedded"), (MembershipKind.COACH, "Coach")]


class DayField(forms.DateField):
    """A date that browsers offer a calendar for."""

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        messages = {"invalid": NO_DATE, "required": "Choose a day."}
        super().__init__(widget=widget, error_messages=messages, **options)


class AbsenceForm(forms.Form):
    """Days off of a person whom the reader may enter them for."""

    user = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label=None)
    first_day = DayField(label="First day off")
    last_day = DayField(label="Last day off", required=False, help_text="Empty means the same day.")
    from_noon = forms.BooleanField(required=False, label="From midday on the first day")
    until_noon = forms.BooleanField(required=False, label="Until midday on the last day")
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, label="Kind", initial=AbsenceKind.HOLIDAY)
    note = forms.CharField(
        max_length=120,
        required=False,
        label="Note",
        help_text="Kind and note are for you, Scrum masters, owners and admins. Others see “away”.",
    )

    def __init__(self, *args, access: Access, absence: Absence | None = None, **kwargs):
        if absence:
            names = ("first_day", "last_day", "from_noon", "until_noon", "kind", "note")
            kwargs.setdefault("initial", {name: getattr(absence, name) for name in names})
        super().__init__(*args, **kwargs)
        if absence:
            del self.fields["user"]
            return
        ids = [one.user_id for one in people_of(access.team) if may_enter_for(access, one.user_id)]
        self.fields["user"].queryset = User.objects.filter(pk__in=ids).order_by("name", "pk")
        if len(ids) == 1:
            self.initial.setdefault("user", ids[0])
        elif access.user.pk in ids:
            self.initial.setdefault("user", access.user.pk)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("first_day") and not cleaned.get("last_day") and "last_day" not in self.errors:
            cleaned["last_day"] = cleaned["first_day"]
        return cleaned


class AllocationForm(forms.Form):
    """Another share of a person's time, from a day until another."""

    membership = forms.ModelChoiceField(TeamMembership.objects.none(), label="Person", empty_label=None)
    percent = forms.IntegerField(
        min_value=0, max_value=100, label="Share of their time, in %", help_text="0 while they are with another team."
    )
    first_day = DayField(label="From")
    last_day = DayField(label="Until", required=False, help_text="Empty means until further notice.")
    kind = forms.ChoiceField(choices=SHARE_KINDS, widget=forms.RadioSelect, label="Kind")

    def __init__(self, *args, team: Team, allocation: Allocation | None = None, **kwargs):
        if allocation:
            names = ("percent", "first_day", "last_day", "kind")
            kwargs.setdefault("initial", {name: getattr(allocation, name) for name in names})
        super().__init__(*args, **kwargs)
        if allocation:
            del self.fields["membership"]
            return
        field = self.fields["membership"]
        ids = [one.pk for one in people_of(team)]
        field.queryset = TeamMembership.objects.filter(pk__in=ids).select_related("user").order_by("user__name", "pk")
        field.label_from_instance = lambda membership: f"{membership.user}, usually {membership.allocation} %"
        self.initial.setdefault("kind", MembershipKind.EMBEDDED)


class HolidaysForm(forms.Form):
    """Whose public holidays a team keeps."""

    country = forms.ChoiceField(required=False, label="Country")
    subdivision = forms.ChoiceField(required=False, label="State or region")

    def __init__(self, *args, team: Team, **kwargs):
        kwargs.setdefault("initial", {"country": team.country, "subdivision": team.subdivision})
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "No public holidays"), *countries().items()]
        chosen = str(self["country"].value() or "")
        parts = subdivisions(chosen)
        self.fields["subdivision"].choices = [("", "The whole country"), *parts.items()]
        if not parts:
            self.fields["subdivision"].widget = forms.HiddenInput()
        self.suggested = "" if chosen else country_of_zone(team.time_zone)

    @property
    def suggested_name(self) -> str:
        """The country of the team's time zone, while it has chosen none."""
        return countries().get(self.suggested, "")


class DayOffForm(forms.Form):
    """A day on which the whole team is off."""

    day = DayField(label="Day")
    name = forms.CharField(max_length=80, label="Name", help_text="Such as Company outing.")


def as_date(text: str) -> date | None:
    """An ISO date from an address, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
