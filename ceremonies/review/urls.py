"""Addresses of reviews."""

from django.urls import path

from ceremonies.meeting.urls import MEETING
from ceremonies.review.views import room, rooms
from teams.paths import TEAM

REVIEW = f"{MEETING}review/"
DEMO = f"{REVIEW}<int:demo>/"

urlpatterns = [
    path(f"{TEAM}review/", rooms.rooms, name="review"),
    path(f"{TEAM}review/new/", rooms.new, name="new_review"),
    path(f"{REVIEW}show/", room.show, name="show_demo"),
    path(f"{REVIEW}say/", room.say, name="give_feedback"),
    path(f"{REVIEW}goal/", room.goal, name="say_goal"),
    path(f"{REVIEW}feedback/<int:feedback>/story/", room.make_story, name="make_story"),
    path(f"{DEMO}present/", room.present, name="present"),
    path(f"{DEMO}move/", room.move, name="move_demo"),
    path(f"{DEMO}judge/", room.judge, name="judge"),
    path(f"{DEMO}undecide/", room.undecide, name="undecide"),
    path(f"{DEMO}criteria/<int:criterion>/", room.tick, name="tick_shown"),
]
