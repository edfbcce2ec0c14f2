"""Share links as programs see them."""

from rest_framework import serializers

from forecasting.models import ShareLink
from forecasting.sharing.rules import NAME_LENGTH, PASSWORD_LENGTHS


class ShareLinkSerializer(serializers.ModelSerializer):
    """`opened` counts how often the report was opened; by whom is not known."""

    has_password = serializers.BooleanField()

    class Meta:
        model = ShareLink
        fields = [
            "id", "team", "release", "name", "has_password", "names_allowed", "lets_decide", "created_by",
            "created_at", "expires_at", "revoked_at", "opened",
        ]  # fmt: skip
        read_only_fields = fields


class MadeLinkSerializer(ShareLinkSerializer):
    """`address` opens the report: this answer is the only one that has it."""

    address = serializers.CharField(allow_null=True)

    class Meta(ShareLinkSerializer.Meta):
        fields = [*ShareLinkSerializer.Meta.fields, "address"]


class NewLinkSerializer(serializers.Serializer):
    """Without a release the report is of the team's velocity, without `expires_at` it is open for 90 days.

    `names_allowed` lets the names of those who decided about the release be in it. `lets_decide` lets its readers
    decide, each by a letter that confirms their e-mail address.
    """

    team = serializers.IntegerField(min_value=1)
    release = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    names_allowed = serializers.BooleanField(required=False)
    lets_decide = serializers.BooleanField(required=False)
    name = serializers.CharField(max_length=NAME_LENGTH)
    expires_at = serializers.DateTimeField(required=False)
    password = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=PASSWORD_LENGTHS[1], write_only=True
    )
