"""Addresses of the meeting-time budget."""

from django.urls import path

from ceremonies.budget import views
from teams.paths import TEAM

urlpatterns = [
    path(f"{TEAM}meeting-time/", views.meeting_time, name="meeting_time"),
    path(f"{TEAM}meeting-time/today/", views.panel, name="hands_on"),
]
