"""Addresses that all rooms with phases share."""

from django.urls import path

from ceremonies.meeting import views

MEETING = "meetings/<int:room>/"

urlpatterns = [
    path(MEETING, views.meeting, name="meeting"),
    path(f"{MEETING}personal/", views.personal, name="personal"),
    path(f"{MEETING}go-on/", views.go_on, name="go_on_meeting"),
    path(f"{MEETING}close/", views.close, name="close_meeting"),
    path(f"{MEETING}reopen/", views.reopen, name="reopen_meeting"),
    path(f"{MEETING}timer/", views.set_timer, name="set_timer"),
    path(f"{MEETING}hand-over/", views.hand_over, name="hand_over_meeting"),
    path(f"{MEETING}take-out/", views.take_out, name="take_out_of_meeting"),
    *[
        path(f"{MEETING}{view.__name__.replace('_', '-')}/", view, name=view.__name__)
        for view in (
            views.sit_down, views.stand_up, views.still_here, views.take_over, views.begin, views.go_back,
            views.plan_time, views.guests,
        )
    ],
]  # fmt: skip
