from teams.models.activity import Activity
from teams.models.bucket import Bucket
from teams.models.organisation import Organisation, OrganisationMembership
from teams.models.team import Team, TeamMembership
from teams.models.user import User

__all__ = ["Activity", "Bucket", "Organisation", "OrganisationMembership", "Team", "TeamMembership", "User"]
