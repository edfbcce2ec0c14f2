"""How notifications look in the API."""

from rest_framework import serializers

from teams.models import Notification
from teams.notifications.rules import DIGEST_TIMES, Kind


class NotificationSerializer(serializers.ModelSerializer):
    """`address` is the path of the page that it is about."""

    class Meta:
        model = Notification
        fields = ["id", "team", "kind", "title", "text", "address", "created_at", "read_at"]


class WishSerializer(serializers.Serializer):
    """Where one hears of a kind of thing."""

    kind = serializers.ChoiceField([kind.value for kind in Kind])
    here = serializers.BooleanField()
    mail = serializers.BooleanField()


class ChoicesSerializer(serializers.Serializer):
    """Kinds that are left out stay as they are."""

    choices = WishSerializer(many=True, required=False)
    has_digest = serializers.BooleanField(required=False)
    digest_at = serializers.ChoiceField([f"{one:%H:%M}" for one in DIGEST_TIMES], required=False)
