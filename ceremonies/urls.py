from django.urls import path

from ceremonies.budget import urls as budget
from ceremonies.meeting import urls as meeting
from ceremonies.planning import urls as planning
from ceremonies.poker.views import hosting, room, rooms
from ceremonies.polls import urls as polls
from ceremonies.refinement import urls as refinement
from ceremonies.retro import urls as retro
from ceremonies.review import urls as review
from ceremonies.schedule import urls as schedule
from ceremonies.standup import urls as standup
from teams.paths import TEAM

app_name = "ceremonies"
ROOM = "rooms/<int:room>/"


def _action(name: str, view, tail: str = ""):
    return path(f"{ROOM}{name.replace('_', '-')}/{tail}", view, name=name)


urlpatterns = [
    path(f"{TEAM}poker/", rooms.rooms, name="poker"),
    path(f"{TEAM}poker/new/", rooms.new, name="new_poker"),
    path("join/<str:token>/", rooms.guest, name="guest"),
    path("left/", rooms.left, name="left"),
    path(ROOM, room.room, name="room"),
    _action("vote", room.vote),
    _action("mine", room.mine),
    _action("join_room", room.join),
    _action("leave", room.leave),
    _action("stance", room.stance),
    *[
        _action(view.__name__, view)
        for view in (
            hosting.start, hosting.open_until, hosting.reveal, hosting.again, hosting.agree, hosting.go_on,
            hosting.skip, hosting.close, hosting.reopen, hosting.house_rules, hosting.renew_link, hosting.timer,
            hosting.hand_over, hosting.take_out, hosting.add, hosting.move, hosting.remove, hosting.choose,
        )
    ],
    *[
        _action(view.__name__, view, "<int:item>/")
        for view in (hosting.withdraw, hosting.take_back, hosting.bring_back)
    ],
    *budget.urlpatterns,
    *meeting.urlpatterns,
    *planning.urlpatterns,
    *polls.urlpatterns,
    *refinement.urlpatterns,
    *retro.urlpatterns,
    *schedule.urlpatterns,
    *standup.urlpatterns,
    *review.urlpatterns,
]  # fmt: skip
