"""Addresses of standups."""

from django.urls import path

from ceremonies.meeting.urls import MEETING
from ceremonies.standup.views import room, team
from teams.paths import TEAM

STANDUP = f"{TEAM}standup/"

urlpatterns = [
    path(STANDUP, team.standup, name="standup"),
    path(f"{STANDUP}new/", team.new, name="new_standup"),
    path(f"{STANDUP}write/", team.write, name="write_standup"),
    path(f"{STANDUP}agree/", team.agree, name="agree_on_standups"),
    path(f"{STANDUP}board/", team.beside, name="standup_board"),
    path(f"{STANDUP}history/", team.history, name="standup_history"),
    path(f"{STANDUP}answers/<int:pk>/impediment/", team.log_answer, name="log_answer"),
    path(f"{MEETING}turns/shuffle/", room.shuffle, name="shuffle_turns"),
    path(f"{MEETING}turns/hand-over/", room.hand_over_turn, name="hand_over_turn"),
    path(f"{MEETING}parking/", room.park, name="park"),
    path(f"{MEETING}parking/settle/", room.settle, name="settle_parked"),
    path(f"{MEETING}parking/take-back/", room.unpark, name="unpark"),
    path(f"{MEETING}impediments/", room.log_impediment, name="log_impediment"),
]
