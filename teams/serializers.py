"""How people and teams look in the API, and what it accepts."""

from rest_framework import serializers

from teams.models import Activity, Organisation, Team, TeamMembership, User
from teams.rules import MembershipKind, TeamRole

TEAM_ROLES = [role.value for role in TeamRole]
KINDS = [(kind.value, kind.name.title()) for kind in MembershipKind]


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "name"]


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ["id", "name", "slug", "created_at"]


class NewOrganisationSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)


class TeamSerializer(serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = [
            "id", "organisation", "name", "slug", "purpose", "key", "time_zone", "working_days", "sprint_days", "scale",
            "extra_cards", "country", "subdivision", "created_at",
        ]  # fmt: skip


class TeamFieldsSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    purpose = serializers.CharField(max_length=160, allow_blank=True, required=False)
    key = serializers.CharField(max_length=10, required=False)
    time_zone = serializers.CharField(max_length=60, required=False)
    working_days = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), required=False)
    sprint_days = serializers.IntegerField(min_value=1, max_value=60, required=False)
    scale = serializers.ChoiceField(["fibonacci", "tshirt"], required=False)
    extra_cards = serializers.ListField(child=serializers.CharField(max_length=4), required=False)


class NewTeamSerializer(serializers.Serializer):
    organisation = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=80)
    purpose = serializers.CharField(max_length=160, allow_blank=True, required=False)
    key = serializers.CharField(max_length=10, required=False)
    time_zone = serializers.CharField(max_length=60, required=False)
    sprint_days = serializers.IntegerField(min_value=1, max_value=60, required=False)


class MemberSerializer(serializers.ModelSerializer):
    user = PersonSerializer()

    class Meta:
        model = TeamMembership
        fields = [
            "id", "team", "user", "roles", "kind", "allocation", "focus", "is_line_manager", "country", "subdivision",
            "joined_at",
        ]  # fmt: skip


class MemberFieldsSerializer(serializers.Serializer):
    roles = serializers.ListField(child=serializers.ChoiceField(TEAM_ROLES), allow_empty=False)
    allocation = serializers.IntegerField(min_value=1, max_value=100, required=False)
    kind = serializers.ChoiceField(KINDS, required=False)
    focus = serializers.CharField(max_length=60, allow_blank=True, required=False)
    is_line_manager = serializers.BooleanField(required=False)
    country = serializers.CharField(max_length=2, allow_blank=True, required=False)
    subdivision = serializers.CharField(max_length=20, allow_blank=True, required=False)


class NewMemberSerializer(MemberFieldsSerializer):
    team = serializers.IntegerField(min_value=1)
    user = serializers.IntegerField(min_value=1)


class ActivitySerializer(serializers.ModelSerializer):
    actor = PersonSerializer(allow_null=True)

    class Meta:
        model = Activity
        fields = ["id", "at", "actor", "verb", "subject_type", "subject_id", "subject_label", "changes"]
