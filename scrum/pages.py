"""Addresses of the house's own pages."""

from django.urls import path

from scrum import home, today
from scrum.demo import visitors
from scrum.palette import views as palette
from teams.paths import TEAM

app_name = "scrum"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("demo/sign-in/<int:pk>/", visitors.sign_in_as, name="demo_sign_in"),
    path(TEAM, today.today, name="today"),
    path(TEAM + "search/", palette.palette, name="palette"),
]
