"""Addresses of polls, in the team and in rooms."""

from django.urls import path

from ceremonies.meeting.urls import MEETING
from ceremonies.polls.views import room, team
from teams.paths import TEAM

POLL = "polls/<int:poll>/"

urlpatterns = [
    path(f"{TEAM}polls/", team.polls, name="polls"),
    path(f"{TEAM}polls/new/", team.new, name="new_poll"),
    path(f"{TEAM}polls/today/", team.today, name="today_polls"),
    path(f"{TEAM}stories/<str:key>/polls/", team.of_story, name="story_polls"),
    path(f"{TEAM}{POLL}", team.poll, name="poll"),
    path(f"{TEAM}{POLL}answer/", team.answer, name="answer_poll"),
    path(f"{TEAM}{POLL}add/", team.add_option, name="add_poll_option"),
    path(f"{TEAM}{POLL}close/", team.close, name="close_poll"),
    path(f"{MEETING}polls/ask/", room.ask, name="ask"),
    path(f"{MEETING}{POLL}answer/", room.answer_in_room, name="answer_in_room"),
    path(f"{MEETING}{POLL}add/", room.add_option_in_room, name="add_option_in_room"),
    path(f"{MEETING}{POLL}close/", room.close_in_room, name="close_in_room"),
]
