from django.urls import path

from teams.paths import TEAM
from telemetry_demo import views

app_name = "telemetry_demo"
urlpatterns = [
    path(f"{TEAM}telemetry/", views.dashboard, name="dashboard"),
    path(f"{TEAM}telemetry/readings/", views.readings, name="readings"),
    path(f"{TEAM}telemetry/strip/", views.strip, name="strip"),
]
