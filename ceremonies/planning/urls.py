"""Addresses of planning beside the plan's own."""

from django.urls import path

from ceremonies.planning.views import acts, panels
from teams.paths import TEAM

PLAN = f"{TEAM}planning/<int:number>/"

urlpatterns = [
    path(f"{PLAN}meeting/", panels.plan_room, name="plan_room"),
    path(f"{PLAN}meeting/open/", acts.open_room, name="open_planning"),
    path(f"{PLAN}check/", panels.plan_check, name="plan_check"),
    path(f"{PLAN}challenges/", acts.challenge, name="challenge_plan"),
    path(f"{PLAN}challenges/<int:challenge>/", acts.decide, name="decide_challenge"),
]
