from teams.models.activity import Activity
from teams.models.availability import Absence, Allocation, TeamDay
from teams.models.bucket import Bucket
from teams.models.invitation import Invitation
from teams.models.organisation import Organisation, OrganisationMembership
from teams.models.team import Team, TeamMembership
from teams.models.user import User

__all__ = [
    "Absence",
    "Activity",
    "Allocation",
    "Bucket",
    "Invitation",
    "Organisation",
    "OrganisationMembership",
    "Team",
    "TeamDay",
    "TeamMembership",
    "User",
]
