"""How the calendar looks in the API, and what it accepts."""

from rest_framework import serializers

from teams.models import Absence, Allocation, TeamDay


class SumSerializer(serializers.Serializer):
    """A person's days in the period; `reason` is how the calendar counts them."""

    user = serializers.IntegerField(source="user.pk")
    working = serializers.IntegerField(source="total.working")
    holidays = serializers.IntegerField(source="total.holidays")
    off = serializers.DecimalField(max_digits=5, decimal_places=1, source="total.off")
    share = serializers.IntegerField(source="total.share")
    days = serializers.DecimalField(max_digits=6, decimal_places=1, source="total.days")
    away = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    def get_away(self, person) -> list[dict]:
        """Days on which the person is off: date, halves (1 or 2), and the public holiday where it is one."""
        return [
            {"date": day.date.isoformat(), "halves_off": 2 - day.halves, "holiday": day.holiday}
            for day in person.days
            if day.is_working and day.halves < 2
        ]

    def get_reason(self, person) -> str:
        return person.reason(told=False)


class CalendarSerializer(serializers.Serializer):
    """The calendar of a team over a period."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    holidays = serializers.DictField(child=serializers.CharField(), help_text="Names by date.")
    people = SumSerializer(many=True)


class PeriodSerializer(serializers.Serializer):
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class PlaceSerializer(serializers.Serializer):
    """ISO 3166 codes; an empty country keeps no public holidays."""

    country = serializers.CharField(max_length=2, allow_blank=True)
    subdivision = serializers.CharField(max_length=20, allow_blank=True, default="")


class AbsenceSerializer(serializers.Serializer):
    """Days off; `kind` and `note` are null for those who are not told why."""

    id = serializers.IntegerField()
    user = serializers.IntegerField(source="user_id")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    from_noon = serializers.BooleanField()
    until_noon = serializers.BooleanField()
    kind = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()

    def get_kind(self, absence) -> str | None:
        return absence.kind if self.context["told"](absence) else None

    def get_note(self, absence) -> str | None:
        return absence.note if self.context["told"](absence) else None


class AbsenceFieldsSerializer(serializers.Serializer):
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    from_noon = serializers.BooleanField(required=False)
    until_noon = serializers.BooleanField(required=False)
    kind = serializers.ChoiceField(Absence._meta.get_field("kind").choices, required=False)
    note = serializers.CharField(max_length=120, allow_blank=True, required=False)


class NewAbsenceSerializer(AbsenceFieldsSerializer):
    team = serializers.IntegerField(min_value=1)
    user = serializers.IntegerField(min_value=1)


class AllocationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Allocation
        fields = ["id", "membership", "percent", "kind", "first_day", "last_day"]


class AllocationFieldsSerializer(serializers.Serializer):
    percent = serializers.IntegerField(min_value=0, max_value=100)
    kind = serializers.ChoiceField(Allocation._meta.get_field("kind").choices, required=False)
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True)


class NewAllocationSerializer(AllocationFieldsSerializer):
    team = serializers.IntegerField(min_value=1)
    membership = serializers.IntegerField(min_value=1)


class TeamDaySerializer(serializers.ModelSerializer):
    class Meta:
        model = TeamDay
        fields = ["id", "team", "day", "works", "name"]


class NewTeamDaySerializer(serializers.Serializer):
    """`works` strikes out a public holiday; otherwise the whole team is off, and the day needs a name."""

    team = serializers.IntegerField(min_value=1)
    day = serializers.DateField()
    works = serializers.BooleanField(default=False)
    name = serializers.CharField(max_length=80, allow_blank=True, default="")
