"""How invitations look in the API, and what it accepts."""

from rest_framework import serializers

from teams.models import Invitation
from teams.rules import OrganisationRole, TeamRole
from teams.serializers import PersonSerializer

ROLES = [*(role.value for role in TeamRole), *(role.value for role in OrganisationRole)]


class InvitationSerializer(serializers.ModelSerializer):
    inviter = PersonSerializer()
    roles = serializers.ListField(child=serializers.ChoiceField(ROLES))

    class Meta:
        model = Invitation
        fields = ["id", "organisation", "team", "email", "roles", "inviter", "by_letter", "created_at", "expires_at"]


class MadeInvitationSerializer(InvitationSerializer):
    """`link` opens the invitation: this answer is the only one that has it. It is null where a letter takes it.

    `letter_sent` is false, too, when the mail server did not take the letter: resend it, or ask for a link.
    """

    link = serializers.CharField(allow_null=True)
    letter_sent = serializers.BooleanField()

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "link", "letter_sent"]


class HowSerializer(serializers.Serializer):
    """`by_letter` sends it; otherwise you get a link to hand over."""

    by_letter = serializers.BooleanField(required=False, default=False)


class NewInvitationSerializer(HowSerializer):
    """To a team with its roles, or to an organisation with one of its own."""

    organisation = serializers.IntegerField(min_value=1, required=False)
    team = serializers.IntegerField(min_value=1, required=False)
    email = serializers.CharField(max_length=254)
    roles = serializers.ListField(child=serializers.ChoiceField(ROLES), allow_empty=False, max_length=len(TeamRole))
