"""Addresses of refinements."""

from django.urls import path

from ceremonies.meeting.urls import MEETING
from ceremonies.refinement.views import room, rooms
from teams.paths import TEAM

STORY = f"{MEETING}stories/<int:story>/"

urlpatterns = [
    path(f"{TEAM}refinement/", rooms.rooms, name="refinement"),
    path(f"{TEAM}refinement/new/", rooms.new, name="new_refinement"),
    path(f"{TEAM}refinement/offer/", rooms.offer, name="refinement_offer"),
    path(f"{MEETING}next-story/", room.next_story, name="next_story"),
    path(f"{MEETING}start-poker/", room.start_poker, name="start_poker"),
    path(f"{STORY}look/", room.look, name="look_at_story"),
    path(f"{STORY}split/", room.split, name="split_here"),
    path(f"{STORY}join/", room.join, name="join_here"),
    path(f"{STORY}archive/", room.archive, name="archive_stale"),
    path(f"{STORY}restore/", room.restore, name="restore_stale"),
    path(f"{STORY}keep/", room.keep, name="keep_stale"),
    path(f"{STORY}ask-again/", room.ask_again, name="ask_again"),
]
