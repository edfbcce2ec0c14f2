"""Addresses of retrospectives."""

from django.urls import path

from ceremonies.retro.views import rooms
from teams.paths import TEAM

urlpatterns = [
    path(f"{TEAM}retro/", rooms.rooms, name="retro"),
    path(f"{TEAM}retro/new/", rooms.new, name="new_retro"),
]
