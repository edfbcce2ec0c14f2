"""Addresses of retrospectives and their actions."""

from django.urls import path

from ceremonies.actions import views as actions
from ceremonies.meeting.urls import MEETING
from ceremonies.retro.views import board, rooms, talking
from teams.paths import TEAM

urlpatterns = [
    path(f"{TEAM}retro/", rooms.rooms, name="retro"),
    path(f"{TEAM}retro/new/", rooms.new, name="new_retro"),
    path(f"{TEAM}actions/open/", actions.open_actions, name="open_actions"),
    path(f"{TEAM}actions/<int:action>/decide/", actions.decide_action, name="decide_action"),
    *[
        path(f"{MEETING}{view.__name__.replace('_', '-')}/", view, name=view.__name__)
        for view in (
            board.set_up, board.add_card, board.change_card, board.say_thanks, board.keep_insight, board.move_card,
            board.name_topic, board.give_dots, talking.talk_about, talking.ask_why, talking.mark_root,
            talking.take_why_back, talking.make_action, talking.change_action, talking.take_action_back,
            talking.review_action,
        )
    ],
]  # fmt: skip
