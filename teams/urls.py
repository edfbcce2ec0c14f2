from django.urls import path

from teams.availability import urls as availability
from teams.colleagues import urls as colleagues
from teams.invitations import urls as invitations
from teams.notifications import urls as notifications
from teams.paths import TEAM
from teams.people import views as people
from teams.profile import views as profile
from teams.sessions import views as sessions
from teams.settings import views as settings
from teams.tokens import views as tokens

app_name = "teams"
urlpatterns = [
    *availability.urlpatterns,
    *colleagues.urlpatterns,
    *invitations.urlpatterns,
    *notifications.urlpatterns,
    path("profile/", profile.profile, name="profile"),
    path("profile/tokens/", tokens.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path(TEAM + "people/", people.people, name="people"),
    path(TEAM + "people/health/", people.health, name="health"),
    path(TEAM + "people/add/", people.add, name="add_member"),
    path("profile/sessions/", sessions.sessions, name="sessions"),
    path("profile/sessions/<int:pk>/end/", sessions.end, name="end_session"),
    path("profile/sessions/end-others/", sessions.end_others, name="end_other_sessions"),
    path(TEAM + "people/<int:pk>/", people.edit, name="edit_member"),
    path(TEAM + "people/<int:pk>/remove/", people.remove, name="remove_member"),
    path(TEAM + "settings/", settings.settings, name="settings"),
]
