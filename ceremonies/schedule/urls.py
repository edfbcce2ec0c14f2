"""Addresses of the schedule and of calendar feeds."""

from django.urls import path

from ceremonies.schedule import views
from teams.paths import TEAM

urlpatterns = [
    path(f"{TEAM}schedule/", views.schedule, name="schedule"),
    path(f"{TEAM}schedule/<slug:kind>/", views.set_schedule, name="set_schedule"),
    path("calendar/new/", views.new_feed, name="new_feed"),
    path("calendar/end/", views.end_feed, name="end_feed"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
