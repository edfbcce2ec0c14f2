"""How people of an organisation look in the API."""

from rest_framework import serializers

from teams.models import FormerMembership, OrganisationMembership
from teams.rules import OrganisationRole
from teams.serializers import PersonSerializer

ROLES = [role.value for role in OrganisationRole]


class PlaceSerializer(serializers.ModelSerializer):
    user = PersonSerializer()

    class Meta:
        model = OrganisationMembership
        fields = ["id", "organisation", "user", "role", "joined_at"]


class PlaceFieldsSerializer(serializers.Serializer):
    role = serializers.ChoiceField(ROLES)


class FormerPlaceSerializer(serializers.ModelSerializer):
    user = PersonSerializer()
    role = serializers.ChoiceField(ROLES)

    class Meta:
        model = FormerMembership
        fields = ["id", "organisation", "user", "role", "joined_at", "ended_at", "removed_at"]


class SignedOutSerializer(serializers.Serializer):
    sessions = serializers.IntegerField(min_value=0, help_text="How many sessions were ended.")
