from teams.models.activity import Activity
from teams.models.answer import KeptAnswer
from teams.models.availability import Absence, Allocation, TeamDay
from teams.models.bucket import Bucket
from teams.models.invitation import Invitation
from teams.models.notification import Letter, Notification, NotificationChoice, NotificationHabit
from teams.models.organisation import FormerMembership, Organisation, OrganisationMembership
from teams.models.sign_in import SignIn
from teams.models.team import Team, TeamMembership
from teams.models.token import AccessToken
from teams.models.user import User

__all__ = [
    "Absence",
    "AccessToken",
    "Activity",
    "Allocation",
    "Bucket",
    "FormerMembership",
    "Invitation",
    "KeptAnswer",
    "Letter",
    "Notification",
    "NotificationChoice",
    "NotificationHabit",
    "Organisation",
    "OrganisationMembership",
    "SignIn",
    "Team",
    "TeamDay",
    "TeamMembership",
    "User",
]
