from django.urls import path

from teams.paths import TEAM
from teams.people import views as people
from teams.profile import views as profile
from teams.settings import views as settings

app_name = "teams"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path(TEAM + "people/", people.people, name="people"),
    path(TEAM + "people/add/", people.add, name="add_member"),
    path(TEAM + "people/<int:pk>/", people.edit, name="edit_member"),
    path(TEAM + "people/<int:pk>/remove/", people.remove, name="remove_member"),
    path(TEAM + "settings/", settings.settings, name="settings"),
]
