from django.db import models

from teams.invitations import rules
from teams.models.organisation import Organisation
from teams.models.team import Team
from teams.rules import ROLE_NAMES, OrganisationRole, TeamRole


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither accepted nor withdrawn; expired ones among them can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """One person's way into a team, or without a team into the organisation alone; `roles` are those there.

    Of the token only a hash is kept: a new link is a new token.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="invitations")
    email = models.EmailField(max_length=254)
    roles = models.JSONField(default=list)
    inviter = models.ForeignKey("teams.User", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    # Who got the token in a letter has shown that the mailbox is theirs; a copied link shows nothing.
    by_letter = models.BooleanField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("teams.User", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="one_pending_invitation_per_address",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(team=None, accepted_at=None, revoked_at=None),
                name="one_pending_invitation_to_the_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def role_names(self) -> list[str]:
        known = TeamRole if self.team_id else OrganisationRole
        return [ROLE_NAMES[known(role)] for role in self.roles]

    @property
    def place(self) -> Team | Organisation:
        """What it is an invitation to."""
        return self.team or self.organisation

    def is_open(self, now) -> bool:
        return rules.is_open(
            accepted_at=self.accepted_at, revoked_at=self.revoked_at, expires_at=self.expires_at, now=now
        )
