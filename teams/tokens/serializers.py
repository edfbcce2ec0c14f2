"""How tokens look in the API, and what it accepts."""

from rest_framework import serializers

from teams.models import AccessToken
from teams.tokens.rules import Scope


class TokenSerializer(serializers.ModelSerializer):
    scopes = serializers.ListField(child=serializers.ChoiceField([*Scope]))

    class Meta:
        model = AccessToken
        fields = [
            "id", "name", "ending", "scopes", "organisation", "team", "created_at", "expires_at", "last_used_at",
        ]  # fmt: skip


class MadeTokenSerializer(TokenSerializer):
    """`token` is the secret itself: this answer is the only one that has it."""

    token = serializers.CharField(allow_null=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class NewTokenSerializer(serializers.Serializer):
    """`read` is always among the scopes. With a team or an organisation the token opens nothing else."""

    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.ChoiceField([*Scope]), required=False, max_length=len(Scope))
    organisation = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    team = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
